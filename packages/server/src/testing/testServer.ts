import type { ChatSession, Message, Problem, ReplyEvent } from '@parley/protocol'
import { checkContract, checkReplyEvent } from './checkContract.ts'
import { dataOf } from '../operations/runs/runLog.ts'
import { createChatServer, type ChatServer, type ChatServerOptions } from '../app.ts'
import { listen } from './listen.ts'

export const SECRET_KEY = 'sk_test_secret_0001'
export const PUBLISHABLE_KEY = 'pk_test_public_0001'
export const ORIGIN = 'https://shop.example'

export interface Sent {
  method?: string
  token?: string
  origin?: string | null
  accept?: string
  body?: unknown
  headers?: Record<string, string>
}

let isOverHttp = false
/** The servers that are made from now on are called over real connections instead of in memory. */
export const callOverHttp = (): void => void (isOverHttp = true)

export type TestServer = ReturnType<typeof testServer>

/** A server with known keys and short ways to call it; every answer is checked against the contract. */
export function testServer(options: ChatServerOptions = {}) {
  const errors: unknown[] = []
  const server: ChatServer = createChatServer({
    secretKey: SECRET_KEY,
    publishableKey: PUBLISHABLE_KEY,
    allowedOrigins: [ORIGIN],
    onError: error => errors.push(error),
    ...options,
  })
  const listening = isOverHttp ? listen(server) : undefined

  const send = async (path: string, { method, token, origin = ORIGIN, accept, body, headers }: Sent = {}) => {
    const url = `${(await listening) ?? 'http://parley.test'}${path}`
    const init: RequestInit = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(origin !== null && { origin }),
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
      }),
    }
    const response = await (listening ? fetch(url, init) : server.fetch(new Request(url, init)))
    await checkContract(init.method!, url, response)
    return response
  }

  const mint = async (body: object = {}): Promise<ChatSession> => {
    const response = await send('/v1/chatSessions', {
      token: SECRET_KEY,
      origin: null,
      body: { embedOrigin: ORIGIN, ...body },
    })
    if (response.status !== 201) throw new Error(await response.text())
    return (await response.json()) as ChatSession
  }

  return { ...server, server, send, mint, errors }
}

export const say = (text: string) => ({ role: 'user' as const, parts: [{ type: 'text' as const, text }] })

export interface ReadEvent {
  id?: string
  event?: ReplyEvent
  data: string
}

/** The events of a stream's text, comments left out, checked against the contract. */
export const parseStream = (text: string): ReadEvent[] =>
  text
    .split('\n\n')
    .filter(block => block.includes('data: '))
    .map(block => {
      const id = /^id: (.*)$/m.exec(block)?.[1]
      const data = dataOf(block)!
      if (data !== '[DONE]') checkReplyEvent(JSON.parse(data))
      return {
        ...(id !== undefined && { id }),
        data,
        ...(data !== '[DONE]' && { event: JSON.parse(data) as ReplyEvent }),
      }
    })

export const readStream = async (response: Response): Promise<ReadEvent[]> => parseStream(await response.text())

/** Reads until the text so far satisfies `until`, then leaves the stream open. */
export async function readUntil(response: Response, until: (text: string) => boolean) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!until(text)) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  return { text, reader }
}

export const textOf = (message: Message): string =>
  message.parts.map(part => ('text' in part && part.type === 'text' ? part.text : '')).join('')

/** Mints a session and begins a conversation, read to its end. */
export async function converse({ send, mint }: Pick<TestServer, 'send' | 'mint'>, text = 'one two three') {
  const { clientToken: token, id: sessionId, visitorId } = await mint()
  const response = await send('/v1/conversations', {
    token,
    accept: 'text/event-stream',
    body: { message: say(text) },
  })
  if (response.status !== 200) throw new Error(await response.text())
  const events = await readStream(response)
  const start = events[0]!.event as Extract<ReplyEvent, { type: 'start' }>
  const conversationId = start.conversationId!
  return {
    token,
    sessionId,
    visitorId,
    conversationId,
    path: `/v1/conversations/${conversationId}`,
    runId: start.runId!,
    userMessageId: start.userMessage!.id,
    replyId: start.messageId!,
    events,
  }
}

export const messagesOf = async ({ send }: Pick<TestServer, 'send'>, token: string, path: string): Promise<Message[]> =>
  ((await (await send(`${path}/messages`, { token })).json()) as { messages: Message[] }).messages

export const problemOf = async (response: Response): Promise<Problem> => (await response.json()) as Problem

/** What is left of a stream that was read in part. */
export async function readRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (let step = await reader.read(); !step.done; step = await reader.read())
    text += decoder.decode(step.value, { stream: true })
  return text
}
