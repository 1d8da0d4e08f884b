import { expect } from 'vitest'

export const page = 'https://www.example.com'
export const mountingKeys = {
  PARLEY_SECRET_KEY: 'sk_mounting_test_1',
  PARLEY_PUBLISHABLE_KEY: 'pk_mounting_test_1',
}

export type Send = (request: Request) => Promise<Response>

/**
 * What a page does: mints, asks, reads the stream as it is written, and finds the conversation again. `isSameOrigin`: the
 * page is of the server's own origin, and its browser names none with a GET.
 */
export async function converse(send: Send, baseUrl: string, isSameOrigin = false): Promise<void> {
  const call = (method: string, path: string, token: string, body?: object, headers: Record<string, string> = {}) =>
    send(
      new Request(baseUrl + path, {
        method,
        headers: {
          ...(isSameOrigin && method === 'GET' ? { 'sec-fetch-site': 'same-origin' } : { origin: page }),
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
  const { PARLEY_PUBLISHABLE_KEY } = mountingKeys
  const minted = await call('POST', '/v1/chatSessions', PARLEY_PUBLISHABLE_KEY, { embedOrigin: page })
  expect(minted.status).toBe(201)
  const { clientToken: token } = (await minted.json()) as { clientToken: string }
  const message = { role: 'user', parts: [{ type: 'text', text: 'How do I rotate the keys?' }] }
  const reply = await call('POST', '/v1/conversations', token, { message }, { accept: 'text/event-stream' })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  await expectStream(reply)
  const listed = await call('GET', '/v1/conversations?limit=5', token)
  const { conversations } = (await listed.json()) as { conversations: { id: string; title: string }[] }
  expect(conversations.map(({ title }) => title)).toEqual(['How do I rotate the keys?'])
  const renamed = await call('PATCH', `/v1/conversations/${conversations[0]!.id}`, token, { title: 'Embedding' })
  expect(((await renamed.json()) as { title: string }).title).toBe('Embedding')
  expect((await call('DELETE', `/v1/conversations/${conversations[0]!.id}`, token)).status).toBe(204)
  const preflight = await send(
    new Request(`${baseUrl}/v1/conversations`, { method: 'OPTIONS', headers: { origin: page } }),
  )
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  const refused = await send(new Request(`${baseUrl}/v1/conversations`, { headers: { origin: page } }))
  expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
}

/** The words come one after another, not all at the end: nothing on the way may hold them back. */
async function expectStream(reply: Response): Promise<void> {
  const decoder = new TextDecoder()
  const begun = performance.now()
  let text = ''
  let firstWordAt = Infinity
  for await (const bytes of reply.body!) {
    text += decoder.decode(bytes, { stream: true })
    if (text.includes('text-delta')) firstWordAt = Math.min(firstWordAt, performance.now() - begun)
  }
  expect(firstWordAt).toBeLessThan((performance.now() - begun) * 0.7)
  expect(text).toContain('"type":"source-url"')
  expect(text.trimEnd()).toMatch(/data: \[DONE\]$/)
}
