declare module 'commonmark' {
  export interface Node {
    type: string
    literal: string | null
    destination: string | null
    info: string | null
    listType: 'bullet' | 'ordered'
    listStart: number
    listTight: boolean
    firstChild: Node | null
    next: Node | null
    parent: Node | null
  }
  export class Parser {
    parse(text: string): Node
  }
  export class HtmlRenderer {
    render(node: Node): string
  }
}
declare module 'commonmark-spec' {
  export const tests: { number: number; section: string; markdown: string; html: string }[]
}
declare module 'big-list-of-naughty-strings' {
  const strings: string[]
  export default strings
}
