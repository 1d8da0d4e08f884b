import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { postgresStorage } from '../storage/sql/postgres/postgresStorage.ts'
import type { Storage } from '../storage/Storage.ts'
import { credentialOf, example, nameOf, rows, type Row } from '../testing/dialectRows.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { converse, SECRET_KEY, testServer, type Sent } from '../testing/testServer.ts'

// Every field of every row's request, with values that no client sends: refused or taken, never a failure of ours.

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

/** Aurora's versions but one are the same table. */
const tables = rows.filter(({ path }) => !path.startsWith('/api/v4/'))

const shapes: unknown[] = [
  '__proto__',
  '',
  null,
  true,
  -1,
  1.5,
  2 ** 53,
  1e300,
  '1',
  [],
  {},
  [['x']],
  { toString: 'x', length: 1 },
  JSON.parse('{"__proto__":{"x":1},"constructor":1}'),
]
/** Right in shape, and yet not what a database keeps in every column. */
const contents: unknown[] = [
  'nul\0nul',
  '\ud800',
  `${'x'.repeat(255)}😀`,
  'x'.repeat(5000),
  "'; drop table conversations; --",
  2 ** 31,
  2 ** 53 - 1,
]
const inUrl = [
  'nul%00nul',
  '%ED%A0%80',
  '%',
  '%2e%2e%2f',
  '9007199254740991',
  '999999999999999',
  '2147483648',
  '-1',
  '1e3',
  '__proto__',
  'x'.repeat(4000),
  `c_${'%F0%9F%98%80'.repeat(300)}`,
  '',
]
const optional = ['limit', 'offset', 'before_seq', 'after_seq', 'from', 'numMessages', 'numCharacters', '__proto__']

const storages: Record<string, { open(): Promise<Storage> | Storage; values: unknown[] }> = {
  memory: { open: () => memoryStorage(), values: [...shapes, ...contents] },
  PostgreSQL: {
    open: async () => postgresStorage({ url: await postgres.newDatabase(), size: 4 }),
    values: contents,
  },
}

/** The same with each of its leaves and branches in turn replaced. */
function* mutations(body: unknown, value: unknown): Iterable<unknown> {
  yield value
  if (typeof body !== 'object' || body === null) return
  for (const [key, inner] of Object.entries(body))
    for (const changed of mutations(inner, value))
      yield Array.isArray(body) ? body.with(Number(key), changed) : { ...body, [key]: changed }
}

function* requestsOf(row: Row, id: string, values: unknown[]): Iterable<{ path: string; sent: Sent }> {
  const { body, query = '', headers = {} } = example[nameOf(row)]!({ conversationId: id, number: 1, messageNumber: 2 })
  const path = (name: string) => row.path.replace(/\{\w+\}/, name)
  const sent = { headers, ...(body !== undefined && { body }) }
  if (body !== undefined)
    for (const value of values)
      for (const changed of mutations(body, value))
        yield { path: path(id) + query, sent: { body: JSON.stringify(changed), headers } }
  const params = [...new URLSearchParams(query)]
  for (const value of inUrl) {
    if (row.path.includes('{') && value) yield { path: path(value) + query, sent }
    for (const name of [...params.map(([key]) => key), ...(row.method === 'GET' ? optional : [])]) {
      const others = params.filter(([key]) => key !== name).map(([key, own]) => `${key}=${own}`)
      yield { path: `${path(id)}?${[...others, `${name}=${value}`].join('&')}`, sent }
    }
    if ('gram-chat-id' in headers) yield { path: path(id), sent: { ...sent, headers: { 'gram-chat-id': value } } }
  }
}

test.each(Object.keys(storages))(
  'over %s',
  async name => {
    const { open, values } = storages[name]!
    const server = testServer({ dialects: 'all', storage: await open() })
    const owned = await converse(server)
    for (const row of tables) {
      const isSecret = row.access === 'secret'
      const credential = credentialOf[row.dialect](isSecret ? SECRET_KEY : owned.token, row)
      for (const { path, sent } of requestsOf(row, owned.conversationId, values)) {
        const headers = { 'content-type': 'application/json', ...sent.headers, ...credential }
        const options = { method: row.method, ...(isSecret && { origin: null }), ...sent, headers }
        const { status, ...response } = await server.send(path, options).then(async answer => ({
          status: answer.status,
          type: answer.headers.get('content-type'),
          text: await answer.text().catch(String),
        }))
        const told = [nameOf(row), path.slice(0, 200), JSON.stringify(sent.body ?? '').slice(0, 200), status]
        expect([...told, status < 500, server.errors]).toEqual([...told, true, []])
        if (status < 400) continue
        expect([...told, response.type]).toEqual([...told, expect.stringContaining('json')])
        expect(JSON.parse(response.text)).toBeTypeOf('object')
      }
    }
    await server.close()
  },
  120_000,
)
