import type { ChatServerOptions } from '../app.ts'
import { converse, SECRET_KEY, testServer } from './testServer.ts'

/** A server with a conversation, its owner, and everybody who must not come near it. */
export async function ownershipActors(options: ChatServerOptions = {}) {
  let clock = Date.now()
  const server = testServer({ now: () => clock, ...options })
  const expired = await server.mint({ userIdentifier: 'owner', expiresAfter: 60 })
  clock += 61_000
  const owned = await converse(server)
  const revoked = await server.mint({ userIdentifier: 'owner' })
  await server.send(`/v1/chatSessions/${revoked.id}`, { token: SECRET_KEY, origin: null, method: 'DELETE' })
  const tokens = {
    owner: owned.token,
    stranger: (await server.mint()).clientToken,
    user: (await server.mint({ userIdentifier: 'other' })).clientToken,
    backend: (await server.mint({ embedOrigin: null })).clientToken,
    visitor: (await server.mint()).visitorToken!,
    expired: expired.clientToken,
    revoked: revoked.clientToken,
  }
  return { server, owned, tokens }
}
