import { expect, test } from 'vitest'
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
