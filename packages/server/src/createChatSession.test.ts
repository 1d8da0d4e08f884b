import { expect, test, vi } from 'vitest'
import { createChatSession } from './createChatSession.ts'
import { ORIGIN, SECRET_KEY, testServer } from './testing/testServer.ts'

const server = testServer()
const fetch = ((url: URL, init: RequestInit) => server.fetch(new Request(url, init))) as typeof globalThis.fetch
const options = { serverUrl: 'http://parley.test', secretKey: SECRET_KEY, embedOrigin: ORIGIN, fetch }

test('mints for a user, and for an anonymous visitor who comes back', async () => {
  const session = await createChatSession({ ...options, userIdentifier: 'ada', expiresAfter: 60 })
  expect(session).toMatchObject({ userIdentifier: 'ada', embedOrigin: ORIGIN, expiresAfter: 60 })
  const anonymous = await createChatSession(options)
  const again = await createChatSession({ ...options, visitorToken: anonymous.visitorToken! })
  expect(again.visitorId).toBe(anonymous.visitorId)
})

test('tells why it was refused, with the code', async () => {
  await expect(createChatSession({ ...options, embedOrigin: 'nonsense' })).rejects.toMatchObject({
    code: 'invalid_embed_origin',
    status: 400,
    message: expect.stringContaining('embedOrigin must be the origin of the page') as string,
  })
  await expect(createChatSession({ ...options, secretKey: 'sk_unknown_key' })).rejects.toThrow(/401 unauthorized/)
  await expect(createChatSession({ ...options, secretKey: 'pk_public' })).rejects.toThrow(/secretKey must be/)
  const fromEnvironment = undefined as unknown as string
  await expect(createChatSession({ ...options, serverUrl: fromEnvironment })).rejects.toThrow(/serverUrl must be/)
})

test('tells when the server is not there, or is another', async () => {
  const away = () => Promise.reject(new TypeError('fetch failed'))
  await expect(createChatSession({ ...options, fetch: away })).rejects.toThrow(/could not reach http:\/\/parley.test/)
  const html = async () => new Response('<html>', { status: 200 })
  await expect(createChatSession({ ...options, fetch: html })).rejects.toThrow(/not a chat session. Check serverUrl/)
})

test('tells of a server that does not answer in time, or stops in the middle of its answer', async () => {
  const until = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  const silent = (_: unknown, init?: RequestInit) => until(init!.signal!)
  const broken = async (_: unknown, init?: RequestInit) =>
    new Response(new ReadableStream({ start: controller => void until(init!.signal!).catch(e => controller.error(e)) }))
  for (const send of [silent, broken])
    await expect(createChatSession({ ...options, fetch: send, timeoutMs: 20 })).rejects.toThrow(
      /no answer from http:\/\/parley\.test within 0\.02 s/,
    )
  expect(await createChatSession({ ...options, timeoutMs: Infinity })).toMatchObject({ status: 'active' })
})

test('without another word it waits for ten seconds', async () => {
  const asked = vi.spyOn(AbortSignal, 'timeout')
  const sent: unknown[] = []
  const seen = ((url: URL, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string))
    return fetch(url, init)
  }) as typeof globalThis.fetch
  await createChatSession({ ...options, fetch: seen })
  expect(asked.mock.calls).toEqual([[10_000]])
  expect(sent).toEqual([{ embedOrigin: ORIGIN }])
  asked.mockRestore()
})
