import type { Page } from '@playwright/test'
import type { Setup } from './fixtures.ts'

type Call = (path: string, body?: unknown) => Promise<{ conversations: { id: string }[] }>

/** The visitor of a page over the wire: sixty turns by hand would be slow. */
async function actAs(page: Page, setup: Setup): Promise<Call> {
  const { url, publishableKey } = setup.server
  const visitorToken = await page.evaluate(() => /vt_[\w-]+/.exec(Object.values(localStorage).join())![0])
  const request = async (path: string, token: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        origin: setup.origin,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const session = await request('/v1/chatSessions', publishableKey, { embedOrigin: setup.origin, visitorToken })
  return (path, body) => request(path, session.clientToken, body)
}

const messageOf = (text: string) => ({ role: 'user', parts: [{ type: 'text', text }] })

/** Adds turns to the visitor's newest conversation. */
export async function seedTurns(page: Page, setup: Setup, count: number): Promise<void> {
  const call = await actAs(page, setup)
  const { conversations } = await call('/v1/conversations')
  for (let turn = 1; turn <= count; turn++)
    await call(`/v1/conversations/${conversations[0]!.id}/messages`, { message: messageOf(`turn ${turn}`) })
}

/** Begins further conversations. */
export async function seedConversations(page: Page, setup: Setup, count: number): Promise<void> {
  const call = await actAs(page, setup)
  for (let index = 1; index <= count; index++) await call('/v1/conversations', { message: messageOf(`topic ${index}`) })
}
