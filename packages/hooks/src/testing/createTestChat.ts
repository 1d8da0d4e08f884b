import { createChatServer, echoResponder, type ChatServer, type ChatServerOptions } from '@parley/server'
import { errorFromResponse } from '../core/ChatError.ts'
import { createChatClient, type ChatClient, type ChatClientOptions } from '../core/createChatClient.ts'
import { parley } from '../backends/parley.ts'
import type { ChatSession, SessionSource } from '../core/session.ts'
import { expirableSessions } from './expirableSessions.ts'
import { createFaultyFetch, type FaultyFetch } from './createFaultyFetch.ts'
import type { Faults } from './faults.ts'

export interface TestChatOptions extends Omit<ChatServerOptions, 'secretKey' | 'publishableKey' | 'now'> {
  /** The page's origin. Default `https://app.example`. */
  origin?: string
  /** Known visitor of the first client; anonymous without. */
  userIdentifier?: string
  /** Of the first client: another backend, other retries. */
  client?: Partial<ChatClientOptions>
}

export interface TestChat {
  /** A client of the server, with sessions as a browser at `origin` has them. */
  readonly client: ChatClient
  readonly server: ChatServer
  readonly faults: Faults
  readonly requests: FaultyFetch['requests']
  /** How many answers are still being read; 0 when nothing was left open. */
  openStreams(): number
  /** The server as the client reaches it, faults included. */
  readonly fetch: typeof globalThis.fetch
  /** Another client of the same server: another visitor, or the same one elsewhere. */
  createClient(options?: Partial<ChatClientOptions> & { userIdentifier?: string }): ChatClient
  close(): Promise<void>
}

export const TEST_SERVER_URL = 'https://chat.example'
export const TEST_SECRET_KEY = 'sk_test_0123456789abcdef0123456789abcdef'
export const TEST_PUBLISHABLE_KEY = 'pk_test_0123456789abcdef0123456789abcdef'

/** A real chat server in memory and a client of it, for tests and stories: no network, no key, and faults on demand. */
export function createTestChat(options: TestChatOptions = {}): TestChat {
  // jsdom under Jest: every browser and Node have it, and without it the server makes no session.
  if (!(globalThis.crypto as Crypto | undefined)?.subtle)
    throw new Error(
      "createTestChat: this test environment has no crypto.subtle. Give it that of Node in a setup file: Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true }), with the webcrypto of node:crypto.",
    )
  const { origin = 'https://app.example', userIdentifier, client: first, ...serverOptions } = options
  const { storage, expireSessions } = expirableSessions(serverOptions.storage)
  let serverError: unknown
  const server = createChatServer({
    responder: echoResponder(),
    allowedOrigins: [origin],
    ...serverOptions,
    storage,
    onError(error, at) {
      serverError = error
      serverOptions.onError?.(error, at)
    },
    secretKey: TEST_SECRET_KEY,
    publishableKey: TEST_PUBLISHABLE_KEY,
    // Looked up each time: tests put clocks of their own there.
    now: () => Date.now(),
  })
  const network: FaultyFetch = createFaultyFetch(
    request => server.fetch(request, { origin: network.faults.origin ?? origin }),
    expireSessions,
    request => server.fetch(request),
  )
  const clients: ChatClient[] = []

  function createClient({
    userIdentifier: visitor,
    ...rest
  }: Partial<ChatClientOptions> & { userIdentifier?: string } = {}) {
    const client = createChatClient({
      backend: parley({ baseUrl: TEST_SERVER_URL }),
      session: mintFrom(network, origin, visitor, () => serverError),
      fetch: network.fetch,
      ...rest,
    })
    clients.push(client)
    return client
  }

  return {
    client: createClient({ ...first, ...(userIdentifier !== undefined && { userIdentifier }) }),
    server,
    faults: network.faults,
    requests: network.requests,
    openStreams: network.openStreams,
    fetch: network.fetch,
    createClient,
    async close() {
      for (const client of clients) client.close()
      await server.close()
    },
  }
}

/** What a customer's backend does: mint with the secret key, origin and user from server code. */
function mintFrom(
  network: FaultyFetch,
  origin: string,
  visitor: string | undefined,
  serverError: () => unknown,
): SessionSource {
  let anonymous: string | undefined
  return async ({ embedOrigin = origin, userIdentifier = visitor, expiresAfter }) => {
    const visitorToken = userIdentifier === undefined ? anonymous : undefined
    const response = await network.ownBackend(
      new Request(`${TEST_SERVER_URL}/v1/chatSessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedOrigin, userIdentifier, expiresAfter, visitorToken }),
      }),
    )
    if (!response.ok) throw Object.assign(await errorFromResponse(response, TEST_SERVER_URL), { cause: serverError() })
    const session = (await response.json()) as ChatSession
    anonymous = session.visitorToken ?? anonymous
    return session
  }
}
