/**
 * The public surface of @parley/hooks that other programs are written against.
 * Names, arguments and results here are fixed; everything behind them is not. More may be added.
 */
import type {
  InfiniteData,
  QueryClient,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryResult,
} from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Character, Conversation, Message, ReplyEvent } from '@parley/protocol'

// --- core ---------------------------------------------------------------

export interface ChatSession {
  id: string
  clientToken: string
  visitorId: string
  embedOrigin: string | null
  userIdentifier?: string
  status: 'active'
  expiresAfter: number
  expiresAt: string
  visitorToken?: string
}
export type SessionReason = 'initial' | 'expiring' | 'refused' | 'create'
export type SessionSource = (request: {
  reason: SessionReason
  current: ChatSession | null
  embedOrigin?: string | null
  userIdentifier?: string
  expiresAfter?: number
  signal: AbortSignal
}) => Promise<ChatSession>
export declare function sessionUrl(
  url: string | URL,
  init?: { credentials?: RequestCredentials; headers?: HeadersInit },
): SessionSource
export declare function publishableKey(key: string): SessionSource
export declare function secretKey(key: string): SessionSource

export interface ChatClientOptions {
  backend: Backend
  session?: SessionSource
  fetch?: typeof globalThis.fetch
  retries?: RetryConfig
  timeoutMs?: number
}
export declare function createChatClient(options: ChatClientOptions): ChatClient
/** Has no operations of its own: they are the functions below. `close()` ends streams and timers. */
export interface ChatClient {
  readonly backend: Backend
  readonly visitorId: string | null
  close(): void
}

/** One per wire protocol: parley, aiSdk, inkeep, gram, datamonkey, aurora. */
export interface Backend {
  readonly name: string
  readonly endpoint: string
  readonly capabilities: ReadonlySet<Capability>
}
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

export type RetryConfig =
  | { strategy: 'none' }
  | {
      strategy: 'backoff'
      backoff?: { initialInterval: number; maxInterval: number; exponent: number; maxElapsedTime: number }
      retryConnectionErrors?: boolean
    }
export interface RequestOptions {
  signal?: AbortSignal
  timeoutMs?: number
  retries?: RetryConfig
  fetchOptions?: Omit<RequestInit, 'method' | 'body' | 'signal'>
  idempotencyKey?: string
}
export type Result<T, E = ChatError> = { ok: true; value: T; error?: never } | { ok: false; error: E; value?: never }

export type ChatErrorCode =
  | 'bad_request'
  | 'invalid_embed_origin'
  | 'unauthorized'
  | 'session_expired'
  | 'session_revoked'
  | 'forbidden'
  | 'origin_mismatch'
  | 'origin_missing'
  | 'secret_key_in_browser'
  | 'not_found'
  | 'conflict'
  | 'run_active'
  | 'run_gone'
  | 'idempotency_conflict'
  | 'payload_too_large'
  | 'unsupported_media'
  | 'validation_failed'
  | 'rate_limited'
  | 'server_error'
  | 'bad_gateway'
  | 'unavailable'
  | 'responder_failed'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'stream_interrupted'
  | 'invalid_response'
  | 'unsupported'
export declare class ChatError extends Error {
  readonly code: ChatErrorCode
  readonly status?: number
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly requestId?: string
  readonly errors?: ReadonlyArray<{ path: string; message: string }>
  readonly response?: Response
}

export interface ReplyStream extends AsyncIterable<ReplyEvent> {
  readonly conversationId: Promise<string>
  readonly final: Promise<Message>
  cancel(): void
}
export interface MessageInput {
  text: string
}

// --- operations: function(client, request, options?) ---------------------

type Operation<Request, Value> = (
  client: ChatClient,
  request: Request,
  options?: RequestOptions,
) => Promise<Result<Value>>
export declare const chatSessionsCreate: Operation<
  { embedOrigin?: string | null; userIdentifier?: string; expiresAfter?: number; adopt?: boolean },
  ChatSession
>
export declare const chatSessionsRevoke: Operation<{ id?: string; forget?: boolean }, void>
export declare const charactersList: Operation<void, Character[]>
export declare const charactersGet: Operation<{ characterId: string }, Character>
export declare const conversationsCreate: Operation<{ title?: string; characterId?: string }, Conversation>
export declare const conversationsList: Operation<
  { limit?: number; cursor?: string; query?: string },
  { conversations: Conversation[]; nextCursor: string | null }
>
export declare const conversationsGet: Operation<{ conversationId: string }, Conversation>
export declare const conversationsUpdate: Operation<{ conversationId: string; title: string }, Conversation>
export declare const conversationsDelete: Operation<{ conversationId: string }, void>
export declare const messagesList: Operation<
  { conversationId: string; limit?: number; before?: string },
  { messages: Message[]; previousCursor: string | null }
>
export declare const messagesSend: Operation<
  { conversationId: string; message: MessageInput; replaces?: string },
  Message
>
export declare const messagesFeedback: Operation<
  { conversationId: string; messageId: string; rating: 'up' | 'down' | null; comment?: string },
  void
>
export declare const replyStop: Operation<{ conversationId: string; runId?: string }, Message>
/** Streams. The Result is about the answer's head; what happens later is in the stream. */
export declare const createChat: Operation<{ message: MessageInput; title?: string; characterId?: string }, ReplyStream>
export declare const continueChat: Operation<
  { conversationId: string; message: MessageInput; replaces?: string },
  ReplyStream
>
export declare const regenerateReply: Operation<{ conversationId: string; messageId: string }, ReplyStream>
export declare const resumeReply: Operation<{ conversationId: string; lastEventId?: string }, ReplyStream | null>

// --- react ----------------------------------------------------------------

export declare function ChatProvider(props: {
  client: ChatClient
  queryClient?: QueryClient
  children: ReactNode
}): ReactNode
export declare function useChatClient(): ChatClient

export declare function useConversations(request?: {
  limit?: number
  query?: string
}): UseInfiniteQueryResult<InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>, ChatError>
export declare function useConversation(conversationId: string | null): UseQueryResult<Conversation, ChatError>
/** Pages come newest page last; `fetchPreviousPage` loads older messages. `null` waits. */
export declare function useConversationMessages(
  conversationId: string | null,
  request?: { limit?: number },
): UseInfiniteQueryResult<InfiniteData<{ messages: Message[]; previousCursor: string | null }>, ChatError>
export declare function useCharacters(): UseQueryResult<Character[], ChatError>

type Mutation<Variables, Value> = () => UseMutationResult<Value, ChatError, Variables & { options?: RequestOptions }>
export declare const useChatSessionsCreateMutation: Mutation<
  { embedOrigin?: string | null; userIdentifier?: string; expiresAfter?: number; adopt?: boolean },
  ChatSession
>
export declare const useChatSessionsRevokeMutation: Mutation<{ id?: string; forget?: boolean }, void>
export declare const useCreateConversationMutation: Mutation<{ title?: string; characterId?: string }, Conversation>
export declare const useUpdateConversationMutation: Mutation<{ conversationId: string; title: string }, Conversation>
export declare const useDeleteConversationMutation: Mutation<{ conversationId: string }, void>
export declare const useSendMessageMutation: Mutation<{ conversationId: string; message: MessageInput }, Message>
export declare const useInitializeChatMutation: Mutation<{ characterId: string }, Conversation>
export declare const useMessageFeedbackMutation: Mutation<
  { conversationId: string; messageId: string; rating: 'up' | 'down' | null; comment?: string },
  void
>

export type ReplyStatus = 'ready' | 'submitted' | 'streaming' | 'resuming' | 'interrupted' | 'error'
export interface UseChatResult {
  status: ReplyStatus
  error: ChatError | null
  reply: Message | null
  /** Resolves with the finished message; rejects with a ChatError. Never both sends and loses the draft. */
  send(message: MessageInput | string, options?: RequestOptions & { replaces?: string }): Promise<Message>
  stop(): Promise<void>
  regenerate(messageId?: string): Promise<Message>
  resume(): Promise<void>
  clearError(): void
}
/** Starts a conversation with its first message; `conversationId` is known as soon as the server has it. */
export declare function useCreateChat(request?: {
  characterId?: string
  onConversation?(conversation: Conversation): void
}): UseChatResult & { conversationId: string | null }
/** Continues one; picks up a reply that is still being written when it mounts. */
export declare function useContinueChat(conversationId: string | null): UseChatResult
/** Subscribes to part of the reply being written, at most once per frame. */
export declare function useReply<T = Message | null>(
  conversationId: string | null,
  selector?: (reply: Message | null) => T,
): T
export declare function useComposer(conversationId: string | null): {
  draft: string
  setDraft(text: string): void
  submit(): Promise<void>
  canSubmit: boolean
}
export declare function useChatStatus(): {
  online: boolean
  session: 'none' | 'active' | 'renewing' | 'refused'
  error: ChatError | null
}

// Option factories, suspense twins and invalidation, one family per resource, for example:
//   conversationMessagesQuery(client, conversationId, request?)   conversationsQuery(client, request?)   conversationQuery(client, id)   charactersQuery(client)
//   useConversationMessagesSuspense   useConversationsSuspense   useConversationSuspense
//   invalidateConversations(queryClient, client)   invalidateConversationMessages(queryClient, client, conversationId)
