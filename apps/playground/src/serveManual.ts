import { readdir, readFile } from 'node:fs/promises'
import { marked } from 'marked'
import type { Plugin } from 'vite'

/** Serves the manual at `/docs/<page>`: the Markdown of `docs/` in the page that `manual.html` is the frame of. */
export function serveManual(folder: URL): Plugin {
  return {
    name: 'serve-manual',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname
        const match = /^\/docs\/([a-z0-9-]*)(?:\.md)?$/.exec(path)
        if (!match) return next()
        void (async () => {
          const name = match[1] || 'index'
          const file = name === 'hooks-reference' ? REFERENCE : `${name}.md`
          const markdown = await readFile(new URL(file, folder), 'utf8').catch(() => null)
          if (markdown === null) return next()
          const frame = await readFile(new URL('../manual.html', import.meta.url), 'utf8')
          const nav = await navigation(folder, name)
          const html = frame
            .replace('<!-- nav -->', () => nav)
            .replace('<!-- title -->', () => titleOf(markdown))
            .replace('<!-- manual -->', () => renderMarkdown(markdown))
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.end(await server.transformIndexHtml(path, html))
        })().catch(next)
      })
    },
  }
}

const REFERENCE = '../packages/hooks/REFERENCE.md'

const ORDER = [
  'index',
  'quick-start',
  'embed-the-widget',
  'hooks',
  'hooks-first-chat',
  'hooks-sessions',
  'hooks-streaming',
  'hooks-history',
  'hooks-errors',
  'hooks-ssr',
  'hooks-testing',
  'hooks-cookbook',
  'sessions-and-origins',
  'settings',
  'operating',
  'security',
]

async function navigation(folder: URL, current: string): Promise<string> {
  const names = (await readdir(folder)).filter(file => file.endsWith('.md')).map(file => file.slice(0, -3))
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  const sorted = names.sort((a, b) => place(a) - place(b) || a.localeCompare(b))
  const items = sorted.map(async name => {
    const title = titleOf(await readFile(new URL(`${name}.md`, folder), 'utf8'))
    return `<li><a href="/docs/${name}"${name === current ? ' aria-current="page"' : ''}>${title}</a></li>`
  })
  return (await Promise.all(items)).join('\n')
}

const titleOf = (markdown: string): string => escapeHtml(/^# (.+)$/m.exec(markdown)?.[1] ?? 'Manual')

/** Our own Markdown: headings get the slugs that the docs responder links to, links to other pages lose `.md`. */
function renderMarkdown(markdown: string): string {
  const html = marked.parse(markdown, { async: false })
  return html
    .replaceAll(/<h([1-6])>(.*?)<\/h\1>/g, (_, level: string, inner: string) => {
      const text = inner.replaceAll(/<[^>]+>/g, '').replaceAll(/&[a-z#0-9]+;/g, '')
      return `<h${level} id="${slug(text)}">${inner}</h${level}>`
    })
    .replaceAll(`href="${REFERENCE}`, 'href="/docs/hooks-reference')
    .replaceAll(/href="([a-z0-9-]+)\.md(#[^"]*)?"/g, 'href="/docs/$1$2"')
    .replaceAll('<table>', '<div class="table"><table>')
    .replaceAll('</table>', '</table></div>')
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-')

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
