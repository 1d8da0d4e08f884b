import {
  createInkeepDecoder,
  decodeInkeepResult,
  type InkeepChatResult,
  type InkeepValidationError,
} from '@parley/protocol'
import type { Backend, Call, Capability, MessageInput, WiredBackend } from '../core/Backend.ts'
import { randomId } from '../core/randomId.ts'

/** What `inkeep` takes. */
export interface InkeepOptions {
  /** Default `https://api.inkeep.com`; a base path is kept. */
  baseUrl?: string | URL
  /** Whom to ask; sent with every message. */
  integrationId: string
  /** How thorough the answers are: `turbo`, `auto`, or a mode of the server's own. */
  chatMode?: string
  /** What the assistant is told besides, with the first message. */
  guidance?: string
  /** Where the visitor is, such as the text of the page; sent with the first message. */
  context?: string
  tags?: string[]
}

/**
 * Inkeep's chat API: it begins and continues conversations, and has nothing else. No history comes from the server, no
 * reply can be stopped or resumed there. The session's `clientToken` is its bearer key.
 */
export function inkeep({
  baseUrl = 'https://api.inkeep.com',
  integrationId,
  chatMode,
  guidance,
  context,
  tags,
}: InkeepOptions): Backend {
  const post = (path: string, body: object): Call => ({
    method: 'POST',
    path: `/v0/chat_sessions${path}/chat_results`,
    body: { integration_id: integrationId, ...body },
  })
  const user = ({ text }: MessageInput) => ({ role: 'user', content: text })
  const next = (conversationId: string, message: MessageInput, stream: boolean): Call =>
    post(`/${encodeURIComponent(conversationId)}`, { message: user(message), stream })

  const backend: WiredBackend = {
    name: 'inkeep',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities: new Set<Capability>(['stream']),
    wire: {
      idempotent: false,
      authorize: (headers, credential) => headers.set('authorization', `Bearer ${credential}`),
      timeoutMs: 120_000,
      decoder: () => createInkeepDecoder(randomId()),
      readError: body => readInkeepProblem(body as InkeepValidationError),
      routes: {
        createChat: {
          call: ({ message }) =>
            post('', {
              chat_session: { messages: [user(message)], guidance, context, tags },
              chat_mode: chatMode,
              stream: true,
            }),
        },
        continueChat: { call: ({ conversationId, message }) => next(conversationId, message, true) },
        messagesSend: {
          call: ({ conversationId, message }) => next(conversationId, message, false),
          read: answer => decodeInkeepResult(answer as InkeepChatResult, randomId(), new Date().toISOString()),
        },
      },
    },
  }
  return backend
}

function readInkeepProblem({ detail }: InkeepValidationError) {
  if (!detail || typeof detail === 'string') return undefined
  const errors = detail.map(({ loc, msg }) => ({ path: loc.slice(1).join('.'), message: msg }))
  return { errors, ...(errors[0] && { detail: errors.map(({ path, message }) => `${path}: ${message}`).join(' ') }) }
}
