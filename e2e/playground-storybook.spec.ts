import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { expect, test } from '@playwright/test'

// `npm run build:storybook` gives a static site: put into any folder of any static server, it asks nobody else.

const folder = 'test-results/storybook'
const base = '/a/b/'
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

let server: Server
let origin = ''
let entries: Record<string, { type: 'story' | 'docs'; title: string }> = {}

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  test.setTimeout(400_000)
  await build()
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname
    // Outside the folder there is nothing.
    const file = path.startsWith(base) ? path.slice(base.length) || 'index.html' : 'nothing'
    readFile(join(folder, file)).then(
      bytes =>
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  entries = (JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as { entries: typeof entries }).entries
})
test.afterAll(() => void server?.close())

let wrong: string[] = []
test.beforeEach(({ page }) => {
  wrong = []
  page.on('request', request => {
    const { protocol, href } = new URL(request.url())
    if (protocol.startsWith('http') && !href.startsWith(`${origin}${base}`)) wrong.push(`asked ${href}`)
  })
  page.on(
    'response',
    response => void (response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`)),
  )
  page.on('pageerror', error => wrong.push(error.message))
})

const frame = (id: string, viewMode: 'story' | 'docs', globals = '') =>
  `${origin}${base}iframe.html?id=${id}&viewMode=${viewMode}&globals=${encodeURIComponent(globals)}`

/** Two shared cores, and everything for the first time. */
const patience = { timeout: 60_000 }

test('its first page says where to start, and leads to a journey', async ({ page }) => {
  await page.goto(`${origin}${base}`)
  const preview = page.frameLocator('#storybook-preview-iframe')
  await preview.getByRole('link', { name: 'Trouble' }).click(patience)
  await expect(preview.getByText('The answer was interrupted.').or(preview.getByText('word40'))).toBeVisible(patience)
  await expect(page.getByRole('button', { name: 'Fault' })).toBeVisible()
  expect(wrong).toEqual([])
})

test('stories run on the server in memory, and a switch is in the address', async ({ page }) => {
  await page.goto(frame('chat-panel--with-sources', 'story'))
  await expect(page.getByRole('link', { name: /Embed the widget/ })).toBeVisible()
  await page.goto(frame('chat-panel--empty', 'story', 'fault:cut-for-good'))
  await page.getByRole('textbox', { name: 'Message' }).fill('one two three four five six seven eight nine ten')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The answer was interrupted.')).toBeVisible()
  await page.goto(frame('journeys-places--hooks-only', 'story'))
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
  await page.goto(frame('cassettes--emoji-split-in-two', 'story'))
  await expect(page.getByText('family 👨‍👩‍👧‍👦').first()).toBeVisible()
  expect(wrong).toEqual([])
})

test('pages of components and hooks tell what the types cannot', async ({ page }) => {
  // `tests/storybook.test.ts` compares them with the exports.
  const pages = Object.entries(entries).filter(([, { type }]) => type === 'docs')
  expect(pages.filter(([, { title }]) => !/^(Hooks\/|Start here)/.test(title))).toHaveLength(8)
  expect(pages.filter(([, { title }]) => title.startsWith('Hooks/')).length).toBeGreaterThan(20)

  await page.goto(frame('message--docs', 'docs'))
  for (const name of ['Props', 'State in CSS', 'Custom properties', 'Accessibility', 'States'])
    await expect(page.getByRole('heading', { name: new RegExp(`${name}$`) }).first()).toBeVisible(patience)
  await expect(page.getByText('--parley-accent', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('row', { name: /^onRetry/ }).first()).toBeVisible()

  await page.goto(frame('hooks-useconversations--docs', 'docs'))
  for (const name of ['useConversations', 'Parameters', 'Returns', 'States', 'Accessibility'])
    await expect(page.getByRole('heading', { name: new RegExp(`${name}$`) }).first()).toBeVisible(patience)
  expect(wrong).toEqual([])
})

function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['node_modules/storybook/dist/bin/dispatcher.js', 'build', '--output-dir', folder, '--quiet']
    const child = spawn(process.execPath, args, { env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(output.slice(-4000)))))
  })
}
