// What every widget benchmark needs: a browser, a site, a server whose answers can be held and paced, visitors with history.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build } from 'vite'
import { startServer } from '../../packages/server/dist/node.js'
import { browserOptions } from '../../scripts/findChromium.mjs'
import { makeAnswer, tokensOf } from './answer.mjs'
import { floorPage, helloPage, helloSource } from './floors.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const embedFolder = `${root}packages/widget/dist/embed/`
export const answer = makeAnswer()
const tokens = tokensOf(answer)
export const answerTokens = tokens.length
const shortAnswers = Array.from({ length: 8 }, (_, seed) => makeAnswer({ seed: seed + 20, tokens: 200 }))

export const median = list => list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) / 2)]
export const percentile = (list, part) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] // prettier-ignore
export const settle = wait

export async function startBench() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  // Another build meanwhile would take the files away.
  await cp(embedFolder, join(folder, 'embed'), { recursive: true })
  const site = await startSite()
  let plan = null

  /** `seed n`: a message of 200 tokens. Everything else: the long answer, when and as fast as the plan says. */
  async function* responder({ text, signal }) {
    yield { type: 'text-start', id: '1' }
    const seed = /^seed (\d+)/.exec(text)
    if (seed) {
      yield { type: 'text-delta', id: '1', delta: shortAnswers[seed[1] % shortAnswers.length] }
      return
    }
    const current = plan
    await current.begun
    const start = performance.now()
    for (const [index, delta] of tokens.entries()) {
      if (index >= current.count) break
      // Each token is a write of its own, also at full speed.
      const due = current.perSecond ? start + (index * 1000) / current.perSecond - performance.now() : 0
      if (due > 1) await wait(due, undefined, { signal }).catch(() => {})
      else if (!current.perSecond) await setImmediate()
      if (signal.aborted) return
      yield { type: 'text-delta', id: '1', delta }
    }
    current.end()
  }

  const rate = '10000000/s'
  const server = await startServer({
    keyFile: join(folder, 'keys.json'),
    responder,
    settings: {
      PARLEY_PORT: '0',
      DATABASE_URL: 'memory:',
      PARLEY_ALLOWED_ORIGINS: site.origin,
      PARLEY_RATE_LIMIT: rate,
      PARLEY_ANONYMOUS_LIMIT: rate,
      PARLEY_EMBED: join(folder, 'embed'),
    },
  })
  const browser = await chromium.launch(browserOptions())
  const tag = attributes =>
    `<script async src="${server.url}/embed/parley.js" data-publishable-key="${server.publishableKey}" ${attributes}></script>`
  const page = body => `<!doctype html><html lang="en"><title>Site</title><h1>A site</h1>${body}</html>`
  site.put('/empty', page(''))
  site.put('/closed', page(tag('')))
  site.put('/open', page(tag('data-open="true"')))
  site.put('/hello', helloPage)
  site.put('/hello.js', await buildHello(), 'text/javascript')
  site.put('/marked.js', await readFile(`${root}packages/widget/node_modules/marked/lib/marked.esm.js`), 'text/javascript') // prettier-ignore
  for (const count of [0, 100, 1000, 5000]) site.put(`/floor/${count}`, floorPage(floorHistory(count)))

  const call = async (path, token, body) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, origin: site.origin, 'content-type': 'application/json', accept: 'application/json' }, // prettier-ignore
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const mint = () => call('/v1/chatSessions', server.publishableKey, { embedOrigin: site.origin })

  return {
    server,
    browser,
    origin: site.origin,
    mint,
    /** The next long answer waits for `begin`, and tells when it is written. */
    hold({ perSecond = 0, count = Infinity } = {}) {
      let begin
      let end
      const begun = new Promise(resolve => (begin = resolve))
      const ended = new Promise(resolve => (end = resolve))
      plan = { perSecond, count, begun, end }
      return { begin, ended, count: Math.min(count, tokens.length) }
    },
    /** A visitor whose open conversation holds `count` messages; answers what their browser remembers. */
    async seedVisitor(count) {
      const session = await mint()
      const remembered = { [`parley:visitor:${server.url}:${server.publishableKey}`]: session.visitorToken }
      if (count === 0) return remembered
      const say = index => ({ message: { role: 'user', parts: [{ type: 'text', text: `seed ${index} ${'and so on '.repeat(index % 9)}` }] } }) // prettier-ignore
      const { id } = await call('/v1/conversations', session.clientToken, say(0))
      for (let turn = 1; turn < count / 2; turn++) {
        // The reply before has ended when its successor is accepted.
        for (;;) {
          const sent = await call(`/v1/conversations/${id}/messages`, session.clientToken, say(turn)).catch(() => null)
          if (sent) break
          await wait(2)
        }
      }
      return { ...remembered, [`parley:conversation:${server.url}:${session.visitorId}`]: id }
    },
    /** A page in a fresh context, with the DevTools session that measures it. */
    async open(path, { remembered = {}, viewport = { width: 1280, height: 800 }, before = async () => {} } = {}) {
      const context = await browser.newContext({ viewport })
      await context.addInitScript(items => {
        for (const [name, value] of Object.entries(items)) localStorage.setItem(name, value)
      }, remembered)
      const page = await context.newPage()
      const devtools = await context.newCDPSession(page)
      await devtools.send('Performance.enable')
      await before(page, devtools)
      await page.goto(site.origin + path)
      const metric = async name =>
        (await devtools.send('Performance.getMetrics')).metrics.find(entry => entry.name === name).value
      return { page, devtools, metric, busy: async () => (await metric('ThreadTime')) * 1000, close: () => context.close() } // prettier-ignore
    },
    async close() {
      await browser.close()
      await server.close(200)
      site.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The messages before, as the least HTML that shows them. */
const floorHistory = count =>
  Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? `<article><p>seed ${index}</p></article>`
      : `<article>${shortAnswers[index % shortAnswers.length].split('\n\n').map(block => `<p>${block.replaceAll('<', '&lt;')}</p>`).join('')}</article>`,
  ).join('') // prettier-ignore

async function startSite() {
  const files = new Map()
  const http = createServer((request, response) => {
    const file = files.get(new URL(request.url, 'http://site').pathname)
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body)
  })
  await new Promise(resolve => http.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${http.address().port}`,
    put: (path, body, type = 'text/html; charset=utf-8') => void files.set(path, { body, type }),
    close() {
      http.closeAllConnections()
      http.close()
    },
  }
}

/** The floor of the embed's bytes and of its opening: a counter on preact/compat, built as the chat is. */
export async function buildHello() {
  const cache = `${root}packages/widget/node_modules/.cache`
  await mkdir(cache, { recursive: true })
  const entry = `${cache}/bench-hello.js`
  await writeFile(entry, helloSource)
  const preact = path => `${root}packages/widget/node_modules/preact/${path}.mjs`
  const alias = {
    react: preact('compat/dist/compat'),
    'react-dom': preact('compat/dist/compat'),
    'react-dom/client': preact('compat/client'),
    'react/jsx-runtime': preact('jsx-runtime/dist/jsxRuntime'),
  }
  const result = await build({
    root: `${root}packages/widget`,
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: Object.entries(alias).map(([name, replacement]) => ({ find: new RegExp(`^${name}$`), replacement })) }, // prettier-ignore
    build: { write: false, minify: true, lib: { entry, formats: ['es'], fileName: 'hello' }, rolldownOptions: { output: { minify: true } } }, // prettier-ignore
  })
  return [result].flat()[0].output[0].code
}
