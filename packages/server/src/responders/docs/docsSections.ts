import type { DocsDocument } from './DocsDocument.ts'

/** What stands under one heading, up to the next. */
export interface DocsSection {
  id: number
  /** The headings above it and its own, the page's title first. */
  headings: string[]
  heading: string
  page: string
  /** Markdown without the heading. */
  text: string
  url: string
}

/** Cuts Markdown at its headings; those inside code blocks are code. */
export function docsSections(documents: readonly DocsDocument[], baseUrl: string): DocsSection[] {
  const sections: DocsSection[] = []
  for (const document of documents) {
    const url = document.url ?? documentUrl(baseUrl, document.path)
    const slugs = new Map<string, number>()
    const above: { level: number; text: string }[] = []
    let lines: string[] = []
    let heading: { level: number; text: string; slug: string } | undefined

    const close = (): void => {
      const text = absoluteLinks(lines.join('\n').trim(), url)
      lines = []
      if (!text) return
      const title = plainText(heading?.text ?? titleOf(document))
      sections.push({
        id: sections.length,
        headings: above.map(item => item.text),
        heading: title,
        page: above[0]?.text ?? title,
        text,
        url: heading && heading.level > 1 ? `${url}#${heading.slug}` : url,
      })
    }

    let fence: string | undefined
    let inComment = false
    for (const line of withoutFrontMatter(document.text).split(/\r?\n/)) {
      // For who writes the page, not for who reads it.
      inComment ||= !fence && /^ {0,3}<!--/.test(line)
      if (inComment) {
        inComment = !line.includes('-->')
        continue
      }
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
      if (mark && !fence) fence = mark
      else if (mark && fence && mark[0] === fence[0] && mark.length >= fence.length && /^\s*[`~]+\s*$/.test(line))
        fence = undefined
      const found = fence || mark ? null : /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line)
      if (!found) {
        lines.push(line)
        continue
      }
      close()
      const level = found[1]!.length
      const text = plainText(found[2]!)
      while (above.length > 0 && above.at(-1)!.level >= level) above.pop()
      above.push({ level, text })
      heading = { level, text, slug: uniqueSlug(text, slugs) }
    }
    close()
  }
  return sections
}

/** Where a page is served: without `.md`, and without the name of an index. */
export const documentUrl = (baseUrl: string, path: string): string => {
  const name = path.replace(/\.md$/, '').replace(/(^|\/)(index|README)$/, '$1')
  const page = name.split('/').map(encodeURIComponent).join('/')
  return URL.canParse(baseUrl) ? new URL(page, baseUrl.replace(/\/?$/, '/')).href : baseUrl.replace(/\/?$/, '/') + page
}

const withoutFrontMatter = (text: string): string => text.replace(/^\ufeff?---\r?\n[\s\S]*?\r?\n---\r?\n/, '')

const titleOf = ({ path }: DocsDocument): string =>
  path.split('/').at(-1)!.replace(/\.md$/, '').replaceAll(/[-_]+/g, ' ')

/** Inline Markdown as people read it. */
const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]|<[^>]*>/g, '')
    .trim()

/** As GitHub makes them; not its library, whose table of characters is larger than all of this. */
function uniqueSlug(heading: string, used: Map<string, number>): string {
  const slug = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
  const count = used.get(slug) ?? 0
  used.set(slug, count + 1)
  return count === 0 ? slug : `${slug}-${count}`
}

/** Links of a page work only on that page, so they are made whole; code is left as it is. */
function absoluteLinks(markdown: string, pageUrl: string): string {
  if (!URL.canParse(pageUrl)) return markdown
  return markdown
    .split(/(^ {0,3}(?:```|~~~)[\s\S]*?^ {0,3}(?:```|~~~)[^\n]*$|`[^`\n]+`)/m)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll(/(\]\()([^)\s]+)/g, replaceLink)))
    .join('')

  function replaceLink(whole: string, before: string, target: string): string {
    if (/^[a-z][a-z\d+.-]*:/i.test(target) || !URL.canParse(target, pageUrl)) return whole
    const url = new URL(target, pageUrl)
    url.pathname = url.pathname.replace(/(?:(\/)(?:index|README))?\.md$/, '$1')
    return before + url.href
  }
}
