import { fileURLToPath } from 'node:url'
import { loadDocuments } from '@parley/server/node'
import { createServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveMarkdown } from '../apps/playground/src/serveMarkdown.ts'
import { docsSections } from '../packages/server/src/responders/docs/docsSections.ts'

const playground = new URL('../apps/playground/', import.meta.url)
const site = await createServer({
  configFile: false,
  logLevel: 'error',
  root: fileURLToPath(playground),
  appType: 'mpa',
  server: { host: '127.0.0.1', port: 0, ws: false },
  plugins: ['docs', 'shop'].map(path =>
    serveMarkdown({
      path,
      folder: new URL(path === 'docs' ? '../../docs/' : 'shop/', playground),
      frame: new URL(path === 'docs' ? 'manual.html' : 'shop-page.html', playground),
    }),
  ),
})
let origin: string

beforeAll(async () => {
  await site.listen()
  origin = new URL(site.resolvedUrls!.local[0]!).origin
})
afterAll(() => site.close())

/** What is wrong with where a link leads to. */
async function isDead(url: URL): Promise<boolean> {
  const html = await pageAt(url.pathname)
  return html === null || (url.hash !== '' && !html.includes(` id="${decodeURIComponent(url.hash.slice(1))}"`))
}

const pages = new Map<string, Promise<string | null>>()
function pageAt(path: string): Promise<string | null> {
  const known = pages.get(path) ?? fetch(origin + path).then(answer => (answer.ok ? answer.text() : null))
  pages.set(path, known)
  return known
}

it('leads by every link of the manual and of the shop to a page and its section', async () => {
  const toRead = ['/docs/index', '/shop/orders']
  const seen = new Set<string>()
  const dead: string[] = []
  for (const path of toRead) {
    const html = (await pageAt(path))!
    for (const [, href] of html.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      const url = new URL(href!, origin + path)
      if (url.origin !== origin || !/^\/(docs|shop)\//.test(url.pathname)) continue
      if (await isDead(url)) dead.push(`${path} → ${href}`)
      else if (!seen.has(url.pathname)) toRead.push(url.pathname)
      seen.add(url.pathname)
    }
  }
  expect(seen.size).toBeGreaterThan(20)
  expect(dead).toEqual([])
})

it.each(['docs', 'shop'])(
  'leads by every source of the docs responder over %s to the section that it names',
  async path => {
    const folder = fileURLToPath(new URL(path === 'docs' ? '../../docs/' : 'shop/', playground))
    const sections = docsSections(await loadDocuments(folder, { baseUrl: `${origin}/${path}/` }), origin)
    expect(sections.length).toBeGreaterThan(5)
    const dead: string[] = []
    for (const { url } of sections) if (await isDead(new URL(url))) dead.push(url)
    expect(dead).toEqual([])
  },
)
