import { parseAst, type Plugin } from 'vite'
import { applyEdits, isNode, nameOf, type Edit } from './syntaxTree.ts'

/**
 * Gives members of a library short names, which no minifier dares to: nobody outside of it knows them. They begin with a
 * `$`, as no others do. A name that is used elsewhere, or as a text, stops the build.
 */
export const shortenMembers = (library: RegExp, names: readonly string[]): Plugin => ({
  name: `parley-shorten-members ${library.source}`,
  transform(code, id) {
    return library.test(id) ? { code: shorten(code, names), map: null } : null
  },
  generateBundle(_, bundle) {
    const codes = Object.values(bundle).map(chunk => (chunk.type === 'chunk' ? chunk.code : ''))
    const used = names.filter(name => codes.some(code => new RegExp(`\\b${name}\\b`).test(code)))
    if (used.length > 0)
      this.error(`${used.join()} of ${library.source} is used elsewhere: see build/shortenMembers.ts.`)
  },
})

/** Exported for its test. */
export function shorten(code: string, names: readonly string[]): string {
  const edits: Edit[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const member = node.type === 'MemberExpression' ? node['property'] : node['key']
    const index = names.indexOf(nameOf(member))
    if (index >= 0 && isNode(member) && !node['computed']) {
      const short = `$${index.toString(36)}`
      // `{ name }` is its value, too.
      if (node['shorthand']) edits.push({ start: member.start, end: member.start, text: `${short}:` })
      else edits.push({ start: member.start, end: member.end, text: short })
    }
    Object.values(node).forEach(visit)
  }
  visit(parseAst(code).body)
  return applyEdits(
    code,
    edits.sort((one, other) => one.start - other.start),
  )
}
