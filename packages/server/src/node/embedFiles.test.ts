import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { embedFiles } from './embedFiles.ts'
import { keepEmbedFiles } from './keepEmbedFiles.ts'
import { startServer } from './startServer.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-embed-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = join(root, 'embed')
mkdirSync(join(folder, 'chunks'), { recursive: true })
writeFileSync(join(root, 'secret.txt'), 'secret')
writeFileSync(join(folder, 'manifest.json'), '{"version":"0.1.0"}')
writeFileSync(join(folder, 'parley.js'), 'loader')
writeFileSync(join(folder, 'small.js'), 'whole')
writeFileSync(join(folder, 'small.js.br'), 'by brotli')
writeFileSync(join(folder, 'small.js.gz'), 'by gzip')
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
  ['br', 'br', 'by brotli'],
  ['gzip, deflate, br, zstd', 'br', 'by brotli'],
  ['gzip, deflate', 'gzip', 'by gzip'],
  ['GZIP;q=0.5, br;q=0', 'gzip', 'by gzip'],
  ['br; q=0.000, gzip;q=0', null, 'whole'],
  ['identity', null, 'whole'],
  ['bro, xgzip', null, 'whole'],
  ['', null, 'whole'],
  [null, null, 'whole'],
])('to who accepts %j it is sent as %s', async (given, coding, content) => {
  const headers: HeadersInit = given === null ? {} : { 'accept-encoding': given }
  const response = (await get('/embed/0.1.0/small.js', { headers }))!
  expect([response.headers.get('content-encoding'), await response.text()]).toEqual([coding, content])
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('content-length')).toBe(String(content.length))
  expect(response.headers.get('vary')).toBe('accept-encoding')
  // A cache that holds one of them must not take it for another.
  const etag = response.headers.get('etag')!
  const again = (accepted: string) =>
    get('/embed/small.js', { headers: { 'accept-encoding': accepted, 'if-none-match': etag } })
  expect((await again(given ?? ''))!.status).toBe(304)
  expect((await again(coding === 'br' ? 'gzip' : 'br'))!.status).toBe(200)
})

test('what has no shorter form is sent as it is', async () => {
  const response = (await get('/embed/parley.js', { headers: { 'accept-encoding': 'gzip, br' } }))!
  expect([response.headers.get('content-encoding'), await response.text()]).toEqual([null, 'loader'])
})

test('several processes keep them at once, also over another build of the same version', async () => {
  for (let round = 0; round < 40; round++) {
    const archive = join(root, `archive-${round}`)
    mkdirSync(join(archive, '0.1.0'), { recursive: true })
    writeFileSync(join(archive, '0.1.0', 'manifest.json'), '{"version":"0.1.0","entry":"another.js"}')
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => keepEmbedFiles(folder, archive)))
    expect(readdirSync(archive)).toEqual(['0.1.0'])
    expect(readdirSync(join(archive, '0.1.0')).sort()).toEqual(readdirSync(folder).sort())
  }
})

test('the files of another version come out of the archive, and stay as they are', async () => {
  const archive = join(root, 'archive')
  const newer = join(root, 'newer')
  mkdirSync(newer)
  writeFileSync(join(newer, 'manifest.json'), '{"version":"0.2.0"}')
  writeFileSync(join(newer, 'parley.js'), 'newer loader')
  await Promise.all([1, 2, 3].map(() => keepEmbedFiles(folder, archive)))
  await keepEmbedFiles(newer, archive)
  expect(readdirSync(archive).sort()).toEqual(['0.1.0', '0.2.0'])
  const ask = async (path: string) => {
    const response = (await embedFiles(
      newer,
      {},
      archive,
    )(new Request(`http://x/embed/${path}`, { headers: { 'accept-encoding': 'br' } })))!
    return [response.status, response.headers.get('cache-control'), (await response.text()).split('.')[0]]
  }
  const forGood = 'public, max-age=31536000, immutable'
  expect(await ask('0.1.0/parley.js')).toEqual([200, forGood, 'loader'])
  expect(await ask('0.1.0/small.js')).toEqual([200, forGood, 'by brotli'])
  expect(await ask('0.1.0/chunks/chat-1a2b.js')).toEqual([200, forGood, 'chat'])
  expect(await ask('0.2.0/parley.js')).toEqual([200, forGood, 'newer loader'])
  expect(await ask('parley.js')).toEqual([200, 'public, max-age=300', 'newer loader'])
  for (const path of ['0.3.0/parley.js', '0.1.0/', '0.1.0', '0.1.0/..%2f0.2.0/parley.js', '0.1.0-..%2f0.2.0/parley.js'])
    expect((await ask(path))[0]).toBe(404)
})

test('another build of the same version takes the place of the kept one; what is no build is not kept', async () => {
  const archive = join(root, 'builds')
  const build = join(root, 'build')
  mkdirSync(build)
  await keepEmbedFiles(build, archive)
  expect(existsSync(archive)).toBe(false)
  for (const content of ['one', 'two']) {
    writeFileSync(join(build, 'manifest.json'), JSON.stringify({ version: '1.0.0', content }))
    writeFileSync(join(build, 'parley.js'), content)
    writeFileSync(join(build, `${content}.js`), content)
    await keepEmbedFiles(build, archive)
    expect(readFileSync(join(archive, '1.0.0/parley.js'), 'utf8')).toBe(content)
  }
  for (const version of ['../secret', '1.0', 7]) {
    writeFileSync(join(build, 'manifest.json'), JSON.stringify({ version }))
    await keepEmbedFiles(build, archive)
  }
  expect(readdirSync(archive)).toEqual(['1.0.0'])
})

test('after an upgrade the server serves what it served before, and starts when no copy can be made', async () => {
  const notices: string[] = []
  const start = (embed: string, archive: string) =>
    startServer({
      keyFile: join(root, 'keys.json'),
      onNotice: notice => notices.push(notice),
      settings: {
        PARLEY_PORT: '0',
        DATABASE_URL: 'memory:',
        PARLEY_RESPONDER: 'echo',
        PARLEY_EMBED: embed,
        PARLEY_EMBED_ARCHIVE: archive,
      },
    })
  const [before, after, archive] = [join(root, 'before'), join(root, 'after'), join(root, 'outlives')]
  for (const [place, version] of [
    [before, '1.0.0'],
    [after, '1.1.0'],
  ] as const) {
    mkdirSync(place)
    writeFileSync(join(place, 'manifest.json'), JSON.stringify({ version }))
    writeFileSync(join(place, 'parley.js'), version)
  }
  await (await start(before, archive)).close(0)
  const server = await start(after, archive)
  for (const version of ['1.0.0', '1.1.0'])
    expect(await (await fetch(`${server.url}/embed/${version}/parley.js`)).text()).toBe(version)
  await server.close(0)
  notices.length = 0
  // Of which no copy can be made.
  const socket = createServer().listen(join(after, 'socket'))
  await new Promise(resolve => socket.once('listening', resolve))
  await (await start(after, join(root, 'another'))).close(0)
  socket.close()
  expect(notices).toEqual([expect.stringMatching(/could not be kept in PARLEY_EMBED_ARCHIVE \(.*socket/)])
})

test('an archive that cannot be written is an error, and nothing half is left', async () => {
  writeFileSync(join(root, 'file'), '')
  await expect(keepEmbedFiles(folder, join(root, 'file'))).rejects.toThrow(/EEXIST|ENOTDIR/)
  const [broken, archive] = [join(root, 'broken'), join(root, 'kept')]
  mkdirSync(broken)
  writeFileSync(join(broken, 'manifest.json'), '{"version":"0.1.0"}')
  // Of which no copy can be made.
  const socket = createServer().listen(join(broken, 'socket'))
  await new Promise(resolve => socket.once('listening', resolve))
  await expect(keepEmbedFiles(broken, archive)).rejects.toThrow(/socket/)
  expect(readdirSync(archive)).toEqual([])
  socket.close()
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
