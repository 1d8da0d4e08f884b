import type {
  Character,
  ChatSession as MintedSession,
  Conversation,
  FeedbackUpdate,
  Message,
  Problem,
  ReplyEvent,
  ReplyState,
  WidgetConfig,
} from '@parley/protocol'

/** What a backend can do. An operation outside of it fails with `unsupported`, and its hook stays disabled. */
export type Capability =
  | 'sessions'
  | 'conversations.list'
  | 'conversations.get'
  | 'conversations.update'
  | 'conversations.delete'
  | 'messages.list'
  | 'stream'
  | 'resume'
  | 'stop'
  | 'regenerate'
  | 'replace'
  | 'feedback'
  | 'characters'

/** One HTTP exchange of a wire protocol, before credentials, retries and timeouts. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  headers?: Record<string, string | undefined>
  /** The conversation's id, where the client makes it. */
  conversationId?: string
}

/** A further exchange of JSON, for an operation that takes several on its wire. */
export type Ask = (call: Call) => Promise<unknown>

/** One operation on one wire: how to ask, and how to read the JSON answer (throw on a shape that it cannot be). */
export interface Route<Request, Value> {
  call(request: Request, ask: Ask): Call | Promise<Call>
  read(answer: unknown, request: Request, ask: Ask): Value | Promise<Value>
}

/** What a visitor sends: text, 32 kB at most. */
export interface MessageInput {
  text: string
}

type ConversationRef = { conversationId: string }
type MessageRef = ConversationRef & { messageId: string }

/** Every operation that a backend may have; the absent ones fail with `unsupported`. */
export interface Routes {
  chatSessionsCreate: Route<
    { embedOrigin: string | null; userIdentifier?: string; expiresAfter?: number; visitorToken?: string },
    MintedSession
  >
  chatSessionsRevoke: Route<{ id?: string; forget?: boolean }, void>
  charactersList: Route<void, Character[]>
  charactersGet: Route<{ characterId: string }, Character>
  conversationsCreate: Route<{ title?: string; characterId?: string }, Conversation>
  conversationsList: Route<
    { limit?: number; cursor?: string; query?: string },
    { conversations: Conversation[]; nextCursor: string | null }
  >
  conversationsGet: Route<ConversationRef, Conversation>
  conversationsUpdate: Route<ConversationRef & { title: string }, Conversation>
  conversationsDelete: Route<ConversationRef, void>
  messagesList: Route<
    ConversationRef & { limit?: number; before?: string },
    { messages: Message[]; previousCursor: string | null }
  >
  messagesSend: Route<ConversationRef & { message: MessageInput; replaces?: string }, Message>
  messagesFeedback: Route<MessageRef & FeedbackUpdate, void>
  replyStop: Route<ConversationRef & { runId?: string }, Message>
  widgetConfig: Route<void, WidgetConfig>
  /** Streams: only the call; the answer is read by `readReply`. */
  createChat: StreamRoute<{ message: MessageInput; title?: string; characterId?: string }>
  continueChat: StreamRoute<ConversationRef & { message: MessageInput; replaces?: string }>
  regenerateReply: StreamRoute<MessageRef>
  /** `state` is the client's alone. */
  resumeReply: StreamRoute<ConversationRef & { lastEventId?: string | undefined; state?: ReplyState }>
}

export interface StreamRoute<Request> {
  call(request: Request, ask: Ask): Call | Promise<Call>
}

/**
 * What one server-sent event means: reply events, or nothing (an end mark). An answer in JSON comes in pieces of its text.
 * Null stands for the clean end of the connection, which says something where the wire has no end mark.
 */
export type EventDecoder = (
  event: { event?: string | undefined; data: string } | null,
) => ReplyEvent | readonly ReplyEvent[] | null

/** One per wire protocol: parley, aiSdk, inkeep, gram, datamonkey, aurora. Made by their functions. */
export interface Backend {
  readonly name: string
  /** Base URL of the server, without a trailing slash; part of every query key. */
  readonly endpoint: string
  readonly capabilities: ReadonlySet<Capability>
}

/** A backend with what the client needs and applications do not see. */
export interface WiredBackend extends Backend {
  readonly wire: Wire
}

export interface Wire {
  readonly routes: Partial<Routes>
  /** The server deduplicates by `Idempotency-Key`, so a send may be retried. */
  readonly idempotent: boolean
  authorize(headers: Headers, credential: string): void
  /** A fresh decoder for one connection. The conversation is null where the first event names it. */
  decoder(conversationId: string | null): EventDecoder
  /** What replies are asked for as, where that is no event stream. */
  readonly accept?: string
  /** How long a reply may be silent, in milliseconds, where a server sends nothing while it thinks. Default: 30,000. */
  readonly timeoutMs?: number
  /** Told each message that a conversation has got, where the server does not keep history by itself. */
  remember?(conversationId: string, message: Message, ask: Ask): void
  /** Tells an error's body in our words, where it is neither a problem document nor has a `message`. */
  readError?(body: unknown): Partial<Problem> | undefined
  /** Wraps `fetch` of a client without a session source, for a wire that hands out its sessions with its answers. */
  connect?(fetch: typeof globalThis.fetch, sessions: InBandSessions): typeof globalThis.fetch
}

/** How a wire tells the client who the visitor is. The exchange of `signal` is not dropped with the former visitor's. */
export interface InBandSessions {
  /** The session in use. */
  get(): Promise<MintedSession | null>
  adopt(session: MintedSession, signal: AbortSignal | null | undefined): void
  clear(signal: AbortSignal | null | undefined): void
}
