import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { startServer } from './startServer.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true })))

const newKeyFile = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-keys-'))
  folders.push(folder)
  return join(folder, 'keys.json')
}

const ORIGIN = 'https://shop.example'
const SECRET = { PARLEY_SECRET_KEY: 'sk_given_0000001' }
const PUBLISHABLE = { PARLEY_PUBLISHABLE_KEY: 'pk_given_0000001' }

/** Starts a server, checks that every key that it names or prints is one that it takes, and ends it. */
const start = async (keyFile: string, given: Record<string, string>) => {
  const lines: string[] = []
  const settings = { PARLEY_PORT: '0', DATABASE_URL: 'memory:', PARLEY_RESPONDER: 'echo', PARLEY_ALLOWED_ORIGINS: ORIGIN }
  const server = await startServer({
    keyFile,
    settings: { ...settings, ...given },
    onNotice: line => lines.push(line),
  })
  const printed = lines.join('\n').match(/[sp]k_[\w-]+/g) ?? []
  for (const key of [server.secretKey, server.publishableKey, ...printed]) {
    const response = await fetchChecked(`${server.url}/v1/chatSessions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(key.startsWith('pk_') && { origin: ORIGIN }),
      },
      body: JSON.stringify({ embedOrigin: ORIGIN }),
    })
    expect([key, response.status]).toEqual([key, 201])
  }
  await server.close(0)
  return { secretKey: server.secretKey, publishableKey: server.publishableKey, printed }
} // prettier-ignore

const inFile = (keyFile: string) => JSON.parse(readFileSync(keyFile, 'utf8')) as Record<string, string>

test('where the secret key is given only the publishable key is made, printed and kept', async () => {
  const keyFile = newKeyFile()
  const { secretKey, publishableKey, printed } = await start(keyFile, SECRET)
  expect([secretKey, printed]).toEqual([SECRET.PARLEY_SECRET_KEY, [publishableKey]])
  expect(inFile(keyFile)).toEqual({ publishableKey })
})

test('where the publishable key is given only the secret key is made, printed and kept', async () => {
  const keyFile = newKeyFile()
  const { secretKey, publishableKey, printed } = await start(keyFile, PUBLISHABLE)
  expect([publishableKey, printed]).toEqual([PUBLISHABLE.PARLEY_PUBLISHABLE_KEY, [secretKey]])
  expect(inFile(keyFile)).toEqual({ secretKey })
})

const givens = [{}, SECRET, PUBLISHABLE, { ...SECRET, ...PUBLISHABLE }]
const orders = givens.flatMap(first => givens.flatMap(second => givens.map(third => [first, second, third])))

test('whichever are given at one start and at the next, each key is made and printed once, and stays', async () => {
  for (const order of orders) {
    const keyFile = newKeyFile()
    const printed: string[] = []
    for (const given of order) printed.push(...(await start(keyFile, given)).printed)
    expect(new Set(printed).size).toBe(printed.length)
    const last = await start(keyFile, {})
    expect([last.secretKey, last.publishableKey].sort()).toEqual([...printed, ...last.printed].sort())
    expect(inFile(keyFile)).toEqual({ secretKey: last.secretKey, publishableKey: last.publishableKey })
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(keyFile, '..'))).toEqual(['keys.json'])
  }
}, 60_000)

test.skipIf(process.platform === 'win32').each(['644', '640', '604', '660'])(
  'a key file of mode %s is made private',
  async mode => {
    const keyFile = newKeyFile()
    const keys = { secretKey: 'sk_key_file_0001', publishableKey: 'pk_key_file_0001' }
    writeFileSync(keyFile, JSON.stringify(keys))
    chmodSync(keyFile, parseInt(mode, 8))
    expect(await start(keyFile, {})).toEqual({ ...keys, printed: [] })
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  },
)
