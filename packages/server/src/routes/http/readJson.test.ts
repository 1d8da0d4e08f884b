import { expect, test, vi } from 'vitest'
import { SECRET_KEY, ORIGIN, PUBLISHABLE_KEY, problemOf, testServer } from '../../testing/testServer.ts'
import { credentialOf, example, nameOf, rows } from '../../testing/dialectRows.ts'
import { readJson } from './readJson.ts'

const read = (body: string) =>
  readJson(
    new Request('http://parley.test', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    8_000_000,
  )
const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const objects = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
const refused = { code: 'bad_request', message: expect.stringContaining('more than 100 deep') as string }

test.each([
  ['lists', lists(101)],
  ['objects', objects(101)],
  ['both', `{"x":${lists(60)},"y":[${'[{"b":'.repeat(60)}1${'}]'.repeat(60)}]}`],
  ['very many', lists(1_000_000)],
  ['very many that do not end', '['.repeat(1_000_000)],
  ['after a text that looks as if it went on', `{"a":"\\\\","b":${lists(101)}}`],
])('a body of %s within each other is refused before it is parsed', async (_, body) => {
  await expect(read(body)).rejects.toMatchObject(refused)
})

test.each([
  ['lists', lists(100)],
  ['objects', objects(100)],
  ['many beside each other', `[${Array.from({ length: 10_000 }, () => '{"a":[]}').join(',')}]`],
  ['brackets in texts', JSON.stringify({ ['[{'.repeat(200)]: '{"\\['.repeat(200), b: '\\', c: '["' })],
])('%s are read', async (_, body) => {
  expect(await read(body)).toEqual(JSON.parse(body))
})

test('a text without an end is no JSON', async () => {
  await expect(read('{"a":"\\')).rejects.toMatchObject({
    code: 'bad_request',
    message: 'The body is not valid JSON in UTF-8.',
  })
})

const deep = (body: unknown) => JSON.stringify({ ...(body as object), x: 0 }).replace(/0\}$/, `${lists(60_000)}}`)

test.each(rows.filter(row => row.method === 'POST').map(row => [nameOf(row), row] as const))(
  '%s refuses it, and keeps no run',
  async (name, row) => {
    const server = testServer({ dialects: 'all', maxReplies: 1 })
    const isSecret = row.access === 'secret'
    const { clientToken } = await server.mint()
    const created = await server.send('/v1/conversations', { token: clientToken, body: {} })
    const { id } = (await created.json()) as { id: string }
    const { body, headers } = example[name]!({ conversationId: id, number: 1, messageNumber: 1 })
    const ask = (key: string) =>
      server.send(row.path.replace(/\{\w+\}/, id), {
        method: 'POST',
        ...(isSecret && { origin: null }),
        headers: {
          ...headers,
          ...credentialOf[row.dialect](isSecret ? SECRET_KEY : clientToken, row),
          'idempotency-key': key,
        },
        body: deep(body),
      })
    for (const key of ['k1', 'k2']) expect((await ask(key)).status).toBe(400)
    expect(server.errors).toEqual([])
    await server.close()
  },
)

test('a challenge is not asked about it', async () => {
  let asked = 0
  const server = testServer({ authorizeMint: () => ++asked > 0 })
  const answer = await server.send('/v1/chatSessions', { token: PUBLISHABLE_KEY, body: deep({ embedOrigin: ORIGIN }) })
  expect([answer.status, (await problemOf(answer)).code, asked]).toEqual([400, 'bad_request', 0])
  expect(server.errors).toEqual([])
})

test('a body that the app has read already, or holds, is told as that, and the developer hears it in the console', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const errors: unknown[] = []
  const server = testServer({ dialects: 'all', onError: error => errors.push(error) })
  const read = (request: Request): unknown => request.text()
  const hold = (request: Request) => request.body!.getReader()
  const ask = async (take: typeof read, path: string, headers: Record<string, string>) => {
    const request = new Request(`http://parley.test${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"embedOrigin":null}',
    })
    await take(request)
    const response = await server.fetch(request)
    return [response.status, JSON.stringify(await response.json())]
  }
  const told = [500, expect.stringMatching(/Something read the body .*Mount the chat before/) as string]
  const { clientToken } = await server.mint()
  for (const take of [read, hold]) {
    expect(await ask(take, '/v1/chatSessions', { authorization: `Bearer ${SECRET_KEY}` })).toEqual(told)
    expect(await ask(take, '/api/chat', { authorization: `Bearer ${clientToken}`, origin: ORIGIN })).toEqual(told)
  }
  expect(said).toHaveBeenCalledTimes(4)
  expect(errors).toEqual([])
  said.mockRestore()
})
