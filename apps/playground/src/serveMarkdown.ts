import { readdir, readFile } from 'node:fs/promises'
import { Marked } from 'marked'
import { gfmHeadingId } from 'marked-gfm-heading-id'
import type { Plugin } from 'vite'

export interface ServeMarkdownOptions {
  /** `docs` serves at `/docs/<page>`. */
  path: string
  folder: URL
  /** The page around the text. */
  frame: URL
}

/** A folder of Markdown as a site. */
export function serveMarkdown({ path: base, folder, frame: frameFile }: ServeMarkdownOptions): Plugin {
  const pattern = new RegExp(String.raw`^/${base}/([a-z0-9-]*)(?:\.md)?$`)
  return {
    name: `serve-${base}`,
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname
        const match = pattern.exec(path)
        if (!match && path.startsWith(`/${base}/`) && path.endsWith('.png')) {
          readFile(new URL(`.${path.slice(base.length + 1)}`, folder)).then(
            image => response.setHeader('content-type', 'image/png').end(image),
            () => next(),
          )
          return
        }
        if (!match) return next()
        void (async () => {
          const name = match[1] || 'index'
          const file = name === 'hooks-reference' ? REFERENCE : `${name}.md`
          const markdown = await readFile(new URL(file, folder), 'utf8').catch(() => null)
          if (markdown === null) return next()
          const frame = await readFile(frameFile, 'utf8')
          const pages = await readPages(folder)
          const manual = renderMarkdown(markdown, base)
          const html = frame
            .replace('<!-- nav -->', () => navigation(pages, name, base))
            .replace('<!-- title -->', () => titleOf(markdown))
            .replace('<!-- manual -->', () => manual)
            .replace('<!-- neighbours -->', () => neighbours(pages, name, base))
            .replace('<!-- contents -->', () => contents(manual))
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.end(await server.transformIndexHtml(path, html))
        })().catch(next)
      })
    },
  }
}

const REFERENCE = '../packages/hooks/REFERENCE.md'

/** The order of the manual; a page that is not named here comes last. */
const GROUPS: Record<string, readonly string[]> = {
  'Getting to know it': ['index', 'quick-start', 'playground'],
  'The widget': ['embed-the-widget'],
  'The hooks': [
    'hooks',
    'hooks-first-chat',
    'hooks-sessions',
    'hooks-streaming',
    'hooks-history',
    'hooks-errors',
    'hooks-ssr',
    'hooks-testing',
    'hooks-cookbook',
  ],
  'The server': ['sessions-and-origins', 'settings', 'operating', 'scaling', 'security'],
  'Other systems': ['compatibility', 'migrate-from-inkeep', 'migrate-from-gram'],
}

interface Page {
  name: string
  title: string
  group: string
}

async function readPages(folder: URL): Promise<Page[]> {
  const names = (await readdir(folder)).filter(file => file.endsWith('.md')).map(file => file.slice(0, -3))
  const ordered = Object.entries(GROUPS).flatMap(([group, members]) => members.map(name => ({ name, group })))
  const known = ordered.filter(({ name }) => names.includes(name))
  const others = names.filter(name => !known.some(page => page.name === name)).sort()
  const pages = [...known, ...others.map(name => ({ name, group: 'More' }))]
  return Promise.all(
    pages.map(async page => ({ ...page, title: titleOf(await readFile(new URL(`${page.name}.md`, folder), 'utf8')) })),
  )
}

function navigation(pages: Page[], current: string, base: string): string {
  const link = ({ name, title }: Page) =>
    `<li><a href="/${base}/${name}"${name === current ? ' aria-current="page"' : ''}>${title}</a></li>`
  const groups = [...new Set(pages.map(({ group }) => group))]
  return groups
    .map(group => {
      const items = pages.filter(page => page.group === group).map(link)
      return `<h2>${group}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
    })
    .join('\n')
}

/** The pages before and after, so that the manual can be read from front to back. */
function neighbours(pages: Page[], current: string, base: string): string {
  const at = pages.findIndex(({ name }) => name === current)
  const link = (page: Page | undefined, rel: string) =>
    page && at >= 0 ? `<a rel="${rel}" href="/${base}/${page.name}">${page.title}</a>` : '<span></span>'
  return `${link(pages[at - 1], 'prev')}\n${link(pages[at + 1], 'next')}`
}

/** The sections of the page. */
function contents(html: string): string {
  const sections = [...html.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)]
  if (sections.length < 2) return ''
  const items = sections.map(([, id, title]) => `<li><a href="#${id}">${title}</a></li>`)
  return `<nav class="contents" aria-label="On this page"><ul>${items.join('')}</ul></nav>`
}

const titleOf = (markdown: string): string => escapeHtml(/^# (.+)$/m.exec(markdown)?.[1] ?? 'Manual')

/** The slugs of headings are GitHub's, as in the links of the docs responder. */
const marked = new Marked(gfmHeadingId())

/** Our own Markdown: links to other pages lose `.md`. */
function renderMarkdown(markdown: string, base: string): string {
  return marked
    .parse(markdown, { async: false })
    .replaceAll(`href="${REFERENCE}`, 'href="/docs/hooks-reference')
    .replaceAll(/href="([a-z0-9-]+)\.md(#[^"]*)?"/g, `href="/${base}/$1$2"`)
    .replaceAll('<table>', '<div class="table"><table>')
    .replaceAll('</table>', '</table></div>')
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
