import { Parser, type Node as MarkdownNode } from 'commonmark'

/**
 * The tree of a document as nested lists, from the reference parser and from our DOM. Both leave out what the widget
 * changes on purpose, see DESIGN §6: raw HTML is text, addresses that are not http, https, mailto or tel leave their
 * label, images leave their description, headings have levels of their own, and below lists and quotes none.
 */
export type Tree = string | Branch
interface Branch extends Array<Tree> {
  0: string
}

const allowed = (href: string) => /^(?:https?:\/\/[^/]|mailto:[^\s/])/i.test(href) && URL.canParse(href)

export function referenceTree(markdown: string): Tree[] {
  return tidy(childrenOf(new Parser().parse(markdown), true))
}

function childrenOf(node: MarkdownNode, top = false): Tree[] {
  const children: Tree[] = []
  for (let child = node.firstChild; child; child = child.next) children.push(...treeOf(child, top))
  return children
}

function treeOf(node: MarkdownNode, top: boolean): Tree[] {
  switch (node.type) {
    case 'text':
    case 'html_inline':
      return [node.literal ?? '']
    case 'softbreak':
      return ['\n']
    case 'linebreak':
      return [['br']]
    case 'code':
      return [['code', node.literal ?? '']]
    case 'emph':
      return [['em', ...childrenOf(node)]]
    case 'strong':
      return [['strong', ...childrenOf(node)]]
    case 'link': {
      const href = node.destination ?? ''
      return allowed(href) ? [[`a ${new URL(href).href}`, ...childrenOf(node)]] : childrenOf(node)
    }
    case 'image': {
      const alt = textOf(childrenOf(node))
      const href = node.destination ?? ''
      if (!allowed(href)) return [alt || '…']
      return [[`a ${new URL(href).href}`, alt || new URL(href).hostname]]
    }
    case 'html_block':
      return [['p', (node.literal ?? '').trim()]]
    case 'code_block': {
      const language = (node.info ?? '')
        .split(/\s/)[0]!
        .replace(/[^\w+#.-]/g, '')
        .slice(0, 24)
      return [[`pre ${language}`, (node.literal ?? '').replace(/\n$/, '')]]
    }
    case 'heading':
      return [top ? ['h', ...childrenOf(node)] : ['p', ['strong', ...childrenOf(node)]]]
    case 'thematic_break':
      return [['hr']]
    case 'block_quote':
      return [['blockquote', ...childrenOf(node)]]
    case 'list': {
      const start = node.listType === 'ordered' && node.listStart !== 1 ? ` ${node.listStart}` : ''
      return [[`${node.listType === 'ordered' ? 'ol' : 'ul'}${start}`, ...childrenOf(node)]]
    }
    case 'item':
      return [['li', ...childrenOf(node)]]
    case 'paragraph': {
      const isTight = node.parent?.type === 'item' && node.parent.parent?.listTight
      return isTight ? childrenOf(node) : [['p', ...childrenOf(node)]]
    }
    default:
      throw new Error(`What is a ${node.type}?`)
  }
}

const textOf = (trees: Tree[]): string =>
  trees.map(tree => (typeof tree === 'string' ? tree : textOf(tree.slice(1)))).join('')

/** The same tree from what the widget has drawn. */
export const drawnTree = (element: Element): Tree[] => tidy([...element.childNodes].flatMap(drawn))

function drawn(node: Node): Tree[] {
  if (!(node instanceof Element)) return [node.textContent ?? '']
  const children = () => [...node.childNodes].flatMap(drawn)
  const name = node.localName
  if (name === 'figure') {
    const label = node.querySelector('figcaption span')?.textContent
    const text = (node.querySelector('code')?.textContent ?? '').replace(/\n$/, '')
    return [[`pre ${label === 'code' ? '' : label}`, text]]
  }
  if (/^h[1-6]$/.test(name)) return [['h', ...children()]]
  if (name === 'a') return [[`a ${node.getAttribute('href')}`, ...children()]]
  if (name === 'ol') return [[node.hasAttribute('start') ? `ol ${node.getAttribute('start')}` : 'ol', ...children()]]
  return name === 'span' ? children() : [[name, ...children()]]
}

const block = /^(?:p|h|hr|pre|ul|ol|li|blockquote|br)\b/

/** Joins neighbouring texts, and takes white space as a browser shows it. */
function tidy(trees: Tree[], isCode = false): Tree[] {
  const joined: Tree[] = []
  for (const tree of trees) {
    const last = joined.at(-1)
    if (typeof tree === 'string' && typeof last === 'string') joined[joined.length - 1] = last + tree
    else joined.push(tree)
  }
  return joined
    .map((tree, index): Tree => {
      if (typeof tree !== 'string') {
        const [name, ...children] = tree
        return [name, ...tidy(children, /^(?:pre|code)\b/.test(name))]
      }
      if (isCode) return tree
      let text = tree.replace(/[ \t\n]+/g, ' ')
      if (isEdge(joined[index - 1])) text = text.trimStart()
      if (isEdge(joined[index + 1])) text = text.trimEnd()
      return text
    })
    .filter(tree => tree !== '')
}

const isEdge = (tree: Tree | undefined): boolean =>
  tree === undefined || (typeof tree !== 'string' && block.test(tree[0]))
