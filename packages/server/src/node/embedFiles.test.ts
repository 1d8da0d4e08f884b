import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { embedFiles } from './embedFiles.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-embed-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = join(root, 'embed')
mkdirSync(join(folder, 'chunks'), { recursive: true })
writeFileSync(join(root, 'secret.txt'), 'secret')
writeFileSync(join(folder, 'manifest.json'), '{"version":"0.1.0"}')
writeFileSync(join(folder, 'parley.js'), 'loader')
writeFileSync(join(folder, 'chunks/chat-1a2b.js'), 'chat')

const get = (path: string, init?: RequestInit) => embedFiles(folder)(new Request(`http://x${path}`, init))

test('a versioned file is kept for a year, another for five minutes with an ETag', async () => {
  const versioned = (await get('/embed/0.1.0/chunks/chat-1a2b.js'))!
  expect([versioned.status, await versioned.text()]).toEqual([200, 'chat'])
  expect(versioned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const loader = (await get('/embed/parley.js'))!
  expect(Object.fromEntries(loader.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  })
  const etag = loader.headers.get('etag')!
  for (const [given, status] of [
    [etag, 304],
    [`W/${etag}`, 304],
    [`"x", ${etag}`, 304],
    ['*', 304],
    ['"x"', 200],
  ] as const)
    expect((await get('/embed/parley.js', { headers: { 'if-none-match': given } }))!.status).toBe(status)
  const head = (await get('/embed/parley.js', { method: 'HEAD' }))!
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '6', ''])
})

test.each([
  '/embed/..%2fsecret.txt', '/embed//etc/passwd',
  '/embed/chunks/..%5c..%5csecret.txt', '/embed/0.1.0/..%2f..%2fsecret.txt', '/embed/chunks',
  '/embed/chunks/', '/embed/', '/embed/.hidden', '/embed/0.2.0/parley.js', '/embed/nothing.js', '/embed/parley.js%00.txt',
])('%s is not there', async path => {
  const response = (await get(path))!
  expect(response.status).toBe(404)
  expect(await response.text()).toContain('This server has version 0.1.0')
}) // prettier-ignore

test('without a build it says what to do; other paths are not its own', async () => {
  const response = (await embedFiles(join(root, 'none'))(new Request('http://x/embed/parley.js')))!
  expect([response.status, await response.text()]).toEqual([
    404,
    expect.stringContaining('run the build, or set PARLEY_EMBED'),
  ])
  expect(await get('/v1/widget')).toBeUndefined()
  expect((await get('/embed/parley.js', { method: 'POST' }))!.status).toBe(405)
})

test.each([
  '/embed/../secret.txt',
  '/embed/%2e%2e/secret.txt',
  '/embed/.%2e/secret.txt',
  '/embed/0.1.0/../../secret.txt',
])('%s is not below /embed at all', async path => {
  expect(await get(path)).toBeUndefined()
})

test('each request is told to the observer, by its pattern and not by its name', async () => {
  const told: object[] = []
  const read = embedFiles(folder, { request: request => told.push(request) })
  const response = (await read(new Request('http://x/embed/parley.js?secret=1')))!
  await read(new Request('http://x/embed/nothing.js', { method: 'HEAD' }))
  await read(new Request('http://x/v1/widget'))
  const of = (method: string, status: number) => ({
    requestId: expect.stringMatching(/^req_/) as string,
    method,
    route: '/embed/{file}',
    status,
    durationMs: expect.any(Number) as number,
  })
  expect(told).toEqual([of('GET', 200), of('HEAD', 404)])
  expect(told[0]).toHaveProperty('requestId', response.headers.get('x-request-id'))
})
