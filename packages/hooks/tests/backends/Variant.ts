import type { ReplyEvent } from '@parley/protocol'
import { echoResponder, type Responder } from '@parley/server'
import type { ChatClient } from '../../src/index.ts'
import { createFaultyFetch, type FaultyFetch } from '../../src/testing/createFaultyFetch.ts'
import { createTestChat, TEST_SERVER_URL } from '../../src/testing/createTestChat.ts'
import {
  conversationsCreate,
  conversationsDelete,
  createChatClient,
  type Backend,
  type ChatClientOptions,
} from '../../src/index.ts'

/** A backend against one server: our dialect of its wire, or one written by hand as the wire page has the original. */
export interface Variant {
  backend: string
  server: 'dialect' | 'original'
  open(options?: { delayMs?: number }): Promise<Opened>
  /** The wire carries sources. */
  cites: boolean
  /** What a 401 does: a renewal and one repetition, a new identity, or nothing because sessions are not the client's. */
  on401: 'renews' | 'newIdentity' | 'fails'
  /** A clean end of the connection is the end of a reply: a cut looks the same, and the message says so. */
  endsByClosing?: boolean
  /** The reply comes in one piece, not in a stream. */
  blocking?: boolean
  /** Every conversation is with a character, whose greeting is its first message. */
  greets?: boolean
}

export interface Opened extends Pick<FaultyFetch, 'faults' | 'requests'> {
  client: ChatClient
  /** A client of somebody else, where the server knows visitors apart. */
  stranger?: ChatClient
  close(): Promise<void>
}

/**
 * Answers what it was asked, word by word. "cite" brings a source along, "fail" breaks the answer off after its first
 * word. The servers written by hand do the same in their own wires.
 */
export const answering = (delayMs = 0): Responder => {
  const echo = echoResponder({ delayMs })
  return async function* (context) {
    let words = 0
    for await (const event of echo(context)) {
      yield event
      if (event.type === 'text-delta' && ++words === 1 && context.text.includes('fail')) throw new Error('away')
    }
    if (context.text.includes('cite')) yield source
  }
}

export const source = {
  type: 'source-url',
  sourceId: '1',
  url: 'https://docs.example/cited',
  title: 'Cited',
} satisfies ReplyEvent

export const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []

/** Where the first conversation says who the visitor is. */
async function arrive(client: ChatClient): Promise<void> {
  const { value } = await conversationsCreate(client, {})
  await conversationsDelete(client, { conversationId: value!.id })
}

/** A variant over our server in memory, with the dialect's name. */
export const overDialect = (
  variant: Omit<Variant, 'server' | 'open'> & {
    dialect?: 'inkeep' | 'aiSdk' | 'gram' | 'datamonkey' | 'aurora'
    make(baseUrl: string): Backend
    client?: Partial<ChatClientOptions>
  },
): Variant => ({
  ...variant,
  server: 'dialect',
  async open({ delayMs = 0 } = {}) {
    const { dialect, make } = variant
    const chat = createTestChat({
      responder: answering(delayMs),
      ...(dialect && { dialects: [dialect] }),
      characters: [{ id: '7', name: 'Ada', description: 'Answers.', greeting: 'Good day' }],
    })
    const inBand = variant.on401 === 'newIdentity'
    const open = (userIdentifier: string) => {
      const options = { backend: make(TEST_SERVER_URL), timeoutMs: 5_000, ...variant.client }
      return inBand
        ? createChatClient({ ...options, fetch: chat.fetch })
        : chat.createClient({ userIdentifier, ...options })
    }
    const [client, stranger] = [open('ada'), open('eve')]
    if (inBand) await arrive(stranger)
    return {
      client,
      stranger,
      faults: chat.faults,
      requests: chat.requests,
      async close() {
        client.close()
        stranger.close()
        await chat.close()
      },
    }
  },
})

/** A variant over a server written by hand. */
export const overOriginal = (
  variant: Omit<Variant, 'server' | 'open'> & {
    serve(options: { delayMs: number }): { fetch(request: Request): Promise<Response>; expire?(): void }
    options(): Omit<ChatClientOptions, 'fetch'>
    stranger?(): Omit<ChatClientOptions, 'fetch'>
  },
): Variant => ({
  ...variant,
  server: 'original',
  async open({ delayMs = 0 } = {}) {
    const server = variant.serve({ delayMs })
    const network = createFaultyFetch(server.fetch, () => server.expire?.())
    const open = (options: Omit<ChatClientOptions, 'fetch'>) =>
      createChatClient({ timeoutMs: 5_000, ...options, fetch: network.fetch })
    const client = open(variant.options())
    const stranger = variant.stranger && open(variant.stranger())
    if (stranger && variant.on401 === 'newIdentity') await arrive(stranger)
    return {
      client,
      ...(stranger && { stranger }),
      faults: network.faults,
      requests: network.requests,
      async close() {
        client.close()
        stranger?.close()
      },
    }
  },
})
