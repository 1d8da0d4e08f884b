import type { Message } from '@parley/protocol'
import type { Signals } from './Signals.ts'

/** Thrown when the database is away, locked or full; answered as 503 with `Retry-After`. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** Thrown when the session that writes has ended; nothing is written. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded'
  readonly code: 'session_revoked' | 'session_expired' | 'unauthorized'

  constructor(code: SessionEnded['code']) {
    super(code)
    this.code = code
  }
}

/** Why a token is no session that may write now, if so. */
export const sessionEnd = (token: Token | undefined, now: number): SessionEnded['code'] | undefined => {
  if (token?.kind !== 'session') return 'unauthorized'
  if (token.revokedAt !== undefined) return 'session_revoked'
  return token.expiresAt <= now ? 'session_expired' : undefined
}

/**
 * Who writes: a visitor. With the hash of a session's token the session must be good in the same transaction, so that
 * nothing is written after its revocation was answered.
 */
export type Writer = string | { visitorId: string; tokenHash: string; now: number }

export const visitorOf = (writer: Writer): string => (typeof writer === 'string' ? writer : writer.visitorId)

interface TokenBase {
  /** SHA-256 of the token; the token itself is never stored. */
  hash: string
  visitorId: string
  /** Which key minted it. */
  keyId: string
  embedOrigin: string | null
  /** Milliseconds since 1970, as every time in storage. */
  expiresAt: number
}

export interface SessionToken extends TokenBase {
  kind: 'session'
  id: string
  userIdentifier?: string
  visitorTokenHash?: string
  revokedAt?: number
}

export interface VisitorToken extends TokenBase {
  kind: 'visitor'
}

export type Token = SessionToken | VisitorToken

export type RevokeSelector = { sessionId: string; forget?: boolean } | { userIdentifier: string }

export interface ConversationRecord {
  id: string
  /** Unique and rising, for protocols whose ids are integers. */
  number: number
  title: string
  /** The title was given, so it no longer follows the first message. */
  titled: boolean
  characterId?: string
  createdAt: number
  updatedAt: number
  messageCount: number
  lastMessage?: { role: 'user' | 'assistant'; text: string; createdAt: string }
  activeRunId?: string
  /** Unique per visitor and dialect. */
  dialect?: string
  externalId?: string
}

export type NewConversation = Pick<
  ConversationRecord,
  'id' | 'title' | 'titled' | 'characterId' | 'createdAt' | 'dialect' | 'externalId'
>

export interface MessageRecord {
  /** Unique and rising within a conversation; the order of messages. */
  number: number
  message: Message
}

export type RunStatus = 'running' | 'complete' | 'stopped' | 'interrupted' | 'failed'

export interface RunRecord {
  id: string
  conversationId: string
  messageId: string
  status: RunStatus
  /** The process that writes it, and until when it is believed to be alive. */
  instanceId: string
  leaseUntil: number
  createdAt: number
  endedAt?: number
}

/** Encoded events of a run, in order: `first` is the number of the first of them. */
export interface EventChunk {
  first: number
  text: string
}

export interface ConversationPage {
  limit: number
  query?: string
  before?: { updatedAt: number; number: number }
}

/** A conversation by its id, by its integer, or by the id that a client of a dialect gave it. */
export type ConversationKey = string | { number: number } | { dialect: string; externalId: string }

/** What is deleted: one conversation, one message by its integer, or all that is kept of a visitor, tokens included. */
export type Deletion = { conversationId: string } | { messageNumber: number } | 'everything'

export interface ConversationBegin {
  conversation: NewConversation
  messages: Message[]
  /** What the client of its dialect calls some of the messages, by our ids. */
  externalIds?: ReadonlyMap<string, string>
}

export interface BeginRun {
  now: number
  conversationId: string
  /** Makes the conversation in the same transaction, with these messages before the visitor's. */
  create?: ConversationBegin
  /**
   * This message, and everything after it, goes. It must be of this role. With a dialect the id may also be the one
   * that its client gave the message; `keep` leaves the message itself and answers it again.
   */
  truncate?: { messageId: string; role: 'user' | 'assistant'; dialect?: string; keep?: boolean }
  /** Without one, the last message of the visitor that is left is answered again. */
  userMessage?: Message
  /** The id that a client of a dialect gave the message; unique per visitor and dialect. */
  external?: { dialect: string; id: string }
  reply: Message
  run: Pick<RunRecord, 'id' | 'instanceId' | 'leaseUntil'>
  idempotency?: { operation: string; key: string; bodyHash: string; expiresAt: number }
  /** Answers an earlier run of the idempotency key, and begins none. */
  repeatOnly?: boolean
}

export type BeginRunOutcome =
  | { outcome: 'begun'; conversation: ConversationRecord; userMessage: Message }
  | { outcome: 'repeated'; runId: string; conversationId: string }
  | { outcome: 'run_active'; runId: string }
  | { outcome: 'exists'; conversationId: string }
  | { outcome: 'idempotency_conflict' | 'not_found' | 'not_replaceable' | 'not_repeated' }

export interface SaveRun {
  now: number
  runId: string
  message: Message
  events?: EventChunk
  /** Ends the run: its message is final. */
  ended?: Exclude<RunStatus, 'running'>
}

export interface Deleted {
  found: boolean
  /** The runs that were writing. */
  runIds: string[]
  /** The sessions that ended with their visitor. */
  sessionIds: string[]
}

export interface Upkeep {
  now: number
  /** Runs of this process, whose leases are renewed; answered as lost when they no longer run. */
  runIds: string[]
  leaseUntil: number
  /** Leases that ended before are over. Default: now. */
  expiredBefore?: number
  /** Conversations without an update since then are deleted. */
  deleteBefore?: number
}

export interface StoredRun {
  run: RunRecord
  message: Message
  chunks: EventChunk[]
}

/**
 * What Parley keeps. Ownership is decided here: nothing reads or changes a conversation, message or run without a
 * `visitorId`, and what belongs to another visitor is the same as what is not there. Each method is one transaction.
 */
export interface Storage {
  /** Stores tokens; a visitor token that is there is replaced, which slides its expiry. */
  putTokens(tokens: Token[], now: number): Promise<void>
  findToken(hash: string): Promise<Token | undefined>
  /**
   * Revokes sessions and answers their ids; `forget` deletes the session's visitor token as well. Other processes hear of
   * it when it is done, as of what is deleted.
   */
  revokeSessions(selector: RevokeSelector, now: number): Promise<string[]>

  /** Newest update first. */
  listConversations(visitorId: string, page: ConversationPage): Promise<ConversationRecord[]>
  getConversation(visitorId: string, key: ConversationKey): Promise<ConversationRecord | undefined>
  createConversation(writer: Writer, conversation: NewConversation, messages: Message[]): Promise<ConversationRecord>
  /** Gives it a title, or a message that no run writes. */
  updateConversation(
    writer: Writer,
    conversationId: string,
    change: { title: string } | { append: Message; now: number },
  ): Promise<ConversationRecord | undefined>
  deleteOwned(writer: Writer, what: Deletion): Promise<Deleted>

  /**
   * The newest messages before the number, or the oldest after it; oldest first. Undefined without such a
   * conversation.
   */
  listMessages(
    visitorId: string,
    conversationId: string,
    page: { limit: number; before?: number; after?: number },
  ): Promise<MessageRecord[] | undefined>
  setFeedback(
    writer: Writer,
    conversationId: string,
    messageId: string,
    feedback: Message['metadata']['feedback'] | null,
  ): Promise<boolean>

  /** Commits the visitor's message, the empty reply, the run and the idempotency key together, or nothing. */
  beginRun(writer: Writer, begin: BeginRun): Promise<BeginRunOutcome>
  /** Stores the reply so far and the events since the last save. False when the run has ended or is gone. */
  saveRun(visitorId: string, save: SaveRun): Promise<boolean>
  /** A run by its id, or the newest of a conversation, with its message and what is kept of its events after one. */
  findRun(
    visitorId: string,
    of: ({ runId: string } | { conversationId: string }) & { after?: number },
  ): Promise<StoredRun | undefined>

  /** Leases and ages: the one method that goes beyond a visitor. It reads and tells no content. */
  upkeep(work: Upkeep): Promise<{ lostRunIds: string[] }>
  close(): Promise<void>

  /** Where several processes share the database. */
  readonly signals?: Signals
  /** It ends with the server, and nobody else has it: it needs no upkeep, and so no timer. Default: false. */
  readonly isEphemeral?: boolean
}

/** How long the events of an ended run are kept for readers that come back. */
export const RUN_EVENTS_KEPT_MS = 10 * 60_000

/** How long a token is kept after its end: until then it is told that it expired. */
export const TOKENS_KEPT_MS = 24 * 3_600_000
