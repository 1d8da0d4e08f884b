import { createServer, request as requestTo, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Locator, type Page } from '@playwright/test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Responder } from '@parley/server'
import { startServer, type RunningServer, type StartServerOptions } from '@parley/server/node'

export { expect } from '@playwright/test'

/** As `PARLEY_PUBLIC_ORIGIN`: the origin of the site, whose port is not known before. */
export const SITE = 'http://site'

/** A chat server and a site on another origin, as a site owner has them. The site has the server under `/chat` as well. */
export interface Setup {
  server: RunningServer
  /** The allowed origin, `http://localhost:<port>`. */
  origin: string
  /** The same site by another name, which the server does not allow. */
  refusedOrigin: string
  /** The script tag that a site owner pastes. */
  tag(attributes?: string): string
  /** Serves a page at a path of the site: the content of its body, or the whole page when it begins as one. */
  servePage(path: string, body: string, headers?: Record<string, string>): void
  /** Moves the server's clock. */
  advanceClock(ms: number): void
}

export const test = base.extend<{ serverOptions: StartServerOptions; setup: Setup }>({
  serverOptions: [{}, { option: true }],
  setup: async ({ serverOptions }, provide) => {
    const pages = new Map<string, { body: string; headers: Record<string, string> }>()
    const site = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', SITE)
      if (pathname.startsWith('/chat/')) return forward(request, response, server.url)
      const page = pages.get(pathname)
      if (!page) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers })
      const isWhole = /^<(?:!doctype|html)/i.test(page.body)
      response.end(isWhole ? page.body : `<!doctype html><html lang="en"><title>Site</title>${page.body}</html>`)
    })
    const port = await listen(site)
    const origin = `http://localhost:${port}`
    let clockOffsetMs = 0
    const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
    const server = await startServer({
      keyFile: join(folder, 'keys.json'),
      now: () => Date.now() + clockOffsetMs,
      ...serverOptions,
      settings: {
        PARLEY_PORT: '0',
        // These cores are shared with browsers: that is no overload.
        PARLEY_OVERLOAD_MS: '0',
        DATABASE_URL: 'memory:',
        PARLEY_DOCS: 'docs',
        PARLEY_DOCS_URL: 'https://docs.example.com/',
        PARLEY_ALLOWED_ORIGINS: origin,
        ...serverOptions.settings,
        ...(serverOptions.settings?.['PARLEY_PUBLIC_ORIGIN'] === SITE && { PARLEY_PUBLIC_ORIGIN: origin }),
      },
    })
    const tag = (attributes = '') =>
      `<script async src="${server.url}/embed/parley.js" data-publishable-key="${server.publishableKey}" ${attributes}></script>`
    const setup: Setup = {
      server,
      origin,
      refusedOrigin: `http://127.0.0.1:${port}`,
      tag,
      servePage: (path, body, headers = {}) => void pages.set(path, { body, headers }),
      advanceClock: ms => void (clockOffsetMs += ms),
    }
    setup.servePage('/', `<h1>A site</h1>${tag('data-title="Ask our docs"')}`)
    await provide(setup)
    await server.close(500)
    site.closeAllConnections()
    site.close()
  },
})

/** A reverse proxy without buffering. */
function forward(request: IncomingMessage, response: ServerResponse, serverUrl: string): void {
  const { method, headers, url = '' } = request
  const outgoing = requestTo(serverUrl + url.slice('/chat'.length), { method, headers }, answer => {
    response.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(response)
  })
  outgoing.on('error', () => response.destroy())
  response.on('close', () => outgoing.destroy())
  request.pipe(outgoing)
}

function listen(server: Server): Promise<number> {
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

/** The chat on a page, by its accessible names. */
export function chatOn(page: Page) {
  const panel = page.getByRole('dialog', { name: 'Ask our docs' })
  const chat = {
    launcher: page.getByRole('button', { name: 'Open chat' }),
    panel,
    log: panel.getByRole('log', { name: 'Conversation' }),
    textbox: panel.getByRole('textbox', { name: 'Message' }),
    button: (name: string): Locator => panel.getByRole('button', { name, exact: true }),
    async open() {
      await chat.launcher.click()
      await chat.textbox.waitFor()
    },
    async ask(text: string) {
      await chat.textbox.fill(text)
      await chat.textbox.press('Enter')
    },
  }
  return chat
}

/**
 * Answers by what it is asked: `words 50`, `slow 50` (a word each 30 ms), `markdown …` (the text itself), `slowly …` (the same,
 * a word each 10 ms), `reasoned …`, `fail`, `interrupt`; else it repeats the question.
 */
export const replying: Responder = async function* reply({ text, signal }) {
  const [kind, rest = ''] = /^(\w+) ?([^]*)$/.exec(text)?.slice(1) ?? []
  const count = Number(rest)
  const isCounted = kind === 'words' || kind === 'slow'
  const answer = isCounted
    ? Array.from({ length: count }, (_, index) => `word${index}`).join(' ')
    : kind === 'markdown' || kind === 'slowly'
      ? rest
      : `You asked: ${text}`
  if (kind === 'reasoned') {
    yield { type: 'reasoning-start', id: '0' }
    yield { type: 'reasoning-delta', id: '0', delta: 'The visitor wants to know.' }
    yield { type: 'reasoning-end', id: '0' }
  }
  yield { type: 'text-start', id: '1' }
  for (const delta of answer.match(/\S+\s*|\s+/g) ?? []) {
    if (kind === 'slow') await wait(30, undefined, { signal }).catch(() => {})
    if (kind === 'slowly') await wait(10, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    yield { type: 'text-delta', id: '1', delta }
  }
  if (kind === 'fail') throw new Error('The model is away.')
  if (kind === 'interrupt') yield { type: 'error', errorText: 'The run ended early.', code: 'stream_interrupted' }
  if (kind === 'markdown')
    yield { type: 'source-url', sourceId: '1', url: 'https://docs.example.com/guide', title: 'The guide' }
}
