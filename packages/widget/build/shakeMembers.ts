import { parseAst, type Plugin } from 'vite'
import { applyEdits, isNode, nameOf, type Edit, type Node } from './syntaxTree.ts'

interface Members {
  /** Methods that nobody calls; options and functions that nobody sets, undefined wherever they are read. */
  unused: readonly string[]
  /** Methods that do nothing, because of what is unused or never happens: nobody needs to call them. */
  idle?: readonly string[]
  /** Objects that nobody puts anything into. */
  empty?: readonly string[]
}

/**
 * Drops members of a library that no bundler dares to drop: methods of classes that are used otherwise, and what is done
 * with options that are never set (to undefined at most). A name that is used after all stops the build.
 */
export const shakeMembers = (library: string, members: Members): Plugin => ({
  name: `parley-shake-members ${library}`,
  transform(code, id) {
    return id.includes(library) ? { code: shake(code, members), map: null } : null
  },
  generateBundle(_, bundle) {
    const codes = Object.values(bundle).map(chunk => (chunk.type === 'chunk' ? chunk.code : ''))
    // Private names are not there any more; one that is used without being there stops every parser.
    const names = [...members.unused, ...(members.idle ?? [])].filter(name => !name.startsWith('#'))
    const used = names.filter(name => {
      const set = new RegExp(`\\b${name}\\b(?!:\\s*(void 0|undefined)\\b)`)
      return codes.some(code => set.test(code))
    })
    if (used.length > 0) this.error(`${used.join()} of ${library} is used after all: see build/shakeMembers.ts.`)
  },
})

function shake(code: string, { unused, idle = [], empty = [] }: Members): string {
  const gone = [...unused, ...idle]
  const replacementOf = ({ type, key, property, object, callee }: Node): string | undefined => {
    if (type === 'MethodDefinition' || type === 'Property') return gone.includes(nameOf(key)) ? '' : undefined
    if (type === 'CallExpression' && isNode(callee) && idle.includes(nameOf(callee['property']))) return '(void 0)'
    if (type !== 'MemberExpression') return undefined
    const isOfEmpty = isNode(object) && empty.includes(nameOf(object['property']))
    return isOfEmpty || unused.includes(nameOf(property)) ? '(void 0)' : undefined
  }
  const edits: Edit[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const text = replacementOf(node)
    if (text === undefined) return Object.values(node).forEach(visit)
    const hasComma = node.type === 'Property' && code[node.end] === ','
    edits.push({ start: node.start, end: hasComma ? node.end + 1 : node.end, text })
  }
  visit(parseAst(code).body)
  return applyEdits(code, edits)
}
