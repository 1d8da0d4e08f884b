import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAst, type Plugin } from 'vite'

/**
 * Leaves of query-core what the chat can reach. Its classes have a method and an option for every app there is, and no
 * bundler dares to drop members: a fifth of it. Files that stand in `build/queryCore` take the place of its own. It is
 * pinned; a name that is used after all stops the build.
 */
export const shakeQueryCore = (): Plugin => ({
  name: 'parley-shake-query-core',
  enforce: 'pre',
  resolveId(source, importer) {
    const name = /^\.\/(\w+)\.js$/.exec(source)?.[1]
    // Its index names more than ours have.
    if (!name || !/\/query-core\/.*\/(?!index)\w+\.js$/.test(importer ?? '')) return null
    const ours = fileURLToPath(new URL(`queryCore/${name}.ts`, import.meta.url))
    return existsSync(ours) ? ours : null
  },
  transform(code, id) {
    return id.includes('/query-core/') ? { code: shake(code), map: null } : null
  },
  generateBundle(_, bundle) {
    const codes = Object.values(bundle).map(chunk => (chunk.type === 'chunk' ? chunk.code : ''))
    const used = unused.filter(name => codes.some(code => new RegExp(`\\b${name}\\b`).test(code)))
    if (used.length > 0) this.error(`${used.join()} of query-core is used after all: see build/shakeQueryCore.ts.`)
  },
})

/** Methods that nobody calls; options, functions and state that nobody sets, undefined wherever they are read. */
const unused = [
  'canRun',
  'cancelQueries',
  'ensureInfiniteQueryData',
  'ensureQueryData',
  'fetchInfiniteQuery',
  'fetchOptimistic',
  'fetchQuery',
  'getCurrentQuery',
  'getDefaultOptions',
  'getPreviousPageParam',
  'getQueryState',
  'infiniteQuery',
  'initialData',
  'initialDataUpdatedAt',
  'initialPromise',
  'isMutating',
  'onContinue',
  'onFail',
  'onPause',
  'persister',
  'placeholderData',
  'prefetchInfiniteQuery',
  'prefetchQuery',
  'queryKeyHashFn',
  'queryType',
  'refetchInterval',
  'refetchIntervalInBackground',
  'resetQueries',
  'retryDelay',
  'retryOnMount',
  'scope',
  'setDefaultOptions',
  'setMutationDefaults',
  'setQueryDefaults',
  'structuralSharing',
  'suspense',
]

const names = new Set(unused)

/** Exported for its test. */
export function shake(code: string): string {
  const edits: { start: number; end: number; text: string }[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const by = replacementOf(node)
    if (by === undefined) Object.values(node).forEach(visit)
    else if (node.type === 'Property' && code[node.end] === ',') edits.unshift({ ...node, end: node.end + 1, text: by })
    else edits.unshift({ ...node, text: by })
  }
  visit(parseAst(code).body)
  return edits.reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), code)
}

function replacementOf(node: Node): string | undefined {
  const { type, key, property, object } = node
  if (type === 'MethodDefinition' || type === 'Property') return isUnused(key) ? '' : undefined
  if (type !== 'MemberExpression') return undefined
  // A cache can be given functions of its own; ours are given none.
  const isOfConfig = isNode(object) && nameOf(object['property']) === 'config'
  return isOfConfig || isUnused(property) ? '(void 0)' : undefined
}

interface Node {
  type: string
  start: number
  end: number
  [member: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
const nameOf = (key: unknown) => (isNode(key) && key.type === 'Identifier' ? String(key['name']) : '')
const isUnused = (key: unknown) => names.has(nameOf(key))
