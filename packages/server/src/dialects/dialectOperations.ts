import { messageText, type ChatSession, type ChatSessionCreate, type Message } from '@parley/protocol'
import { beginReply, newMessage } from '../operations/beginReply.ts'
import { ChatProblem, notFound } from '../operations/ChatProblem.ts'
import { chatSessionsRevokeToken } from '../operations/chatSessionsRevoke.ts'
import { conversationsDelete, conversationsUpdate } from '../operations/conversations.ts'
import { counted, newConversation, type ConversationNames } from '../operations/conversationsCreate.ts'
import type { Sender } from '../operations/Limits.ts'
import { messagesFeedback } from '../operations/messages.ts'
import { replyResume, type ReplyReading } from '../operations/replyRead.ts'
import { stopRuns, stopUnread } from '../operations/runs/elsewhere.ts'
import type { ServerContext } from '../operations/ServerContext.ts'
import { isShortEnough } from '../routes/schemas.ts'
import type { CharacterConfig } from '../responders/Responder.ts'
import { messagesPage, type FoundPage, type MessagesPage } from './messagesPage.ts'
import { EVERYTHING, newestMessages } from './newestMessages.ts'
import { placeOfRetried } from './placeOfRetried.ts'
import type { BeginRun, ConversationBegin, ConversationRecord, MessageRecord } from '../storage/Storage.ts'

/** Who calls, over which dialect, about which conversation. */
export interface DialectCall {
  context: ServerContext
  dialect: string
  sender: Sender
  mint(input: ChatSessionCreate): Promise<ChatSession>
  conversation?: ConversationRecord
  /** An `Idempotency-Key` that the client sent of its own accord, and what it must be repeated with. */
  repeatable?: { key: string; body: unknown }
}

/** A reply that has begun. */
export interface Reply {
  conversationId: string
  runId: string
}

export type Earlier = Pick<Message, 'role' | 'parts'> & { externalId?: string }

export interface ReplyInput {
  message: Pick<Message, 'role' | 'parts'>
  /** Where there is no such conversation yet. */
  create?: {
    externalId?: string
    /** The character that this fits, if there is one. */
    character?: (character: CharacterConfig) => boolean
    /** What the client says that was said before, and what it calls it. */
    earlier?: readonly Earlier[]
  }
  /** What the client calls the message. */
  externalId?: string
  /** The message that this one takes the place of, with everything after it; added at the end when it is not there. */
  replaces?: string
  /** The message is there already, if the first time went well, and is answered again. */
  again?: boolean
  /** The client asks once more without having had an answer: what the visitor has said in its eyes. */
  retried?: readonly string[]
  idempotencyKey?: string
}

/** No more is shown to who answers. */
const MOST_EARLIER = 100

const known = ({ conversation }: DialectCall): ConversationRecord => {
  if (!conversation) throw notFound('conversation')
  return conversation
}

const ofClient = (context: ServerContext, { role, parts }: Pick<Message, 'role' | 'parts'>): Message => {
  const message = newMessage(role, parts, context.now(), 'complete')
  return role === 'user' ? message : { ...message, metadata: { ...message.metadata, source: 'client' } }
}

/** The operations as the tables of the dialects name them; the native routes have the same behind them. */
export const dialectOperations = {
  'chatSessions.create': ({ mint }: DialectCall, input: ChatSessionCreate): Promise<ChatSession> => mint(input),

  'chatSessions.revoke': ({ context }: DialectCall, { clientToken }: { clientToken: string }): Promise<boolean> =>
    chatSessionsRevokeToken(context, clientToken),

  'characters.list': async ({ context }: DialectCall): Promise<CharacterConfig[]> => context.characters,

  'characters.get': async (
    { context }: DialectCall,
    { is }: { is: (character: CharacterConfig) => boolean },
  ): Promise<CharacterConfig> => {
    const found = context.characters.find(is)
    if (!found) throw notFound('character')
    return found
  },

  'conversations.create': async (
    { context, dialect, sender }: DialectCall,
    input: { title?: string; character?: (character: CharacterConfig) => boolean } & Pick<
      ConversationNames,
      'id' | 'externalId'
    >,
  ): Promise<ConversationRecord> => {
    const { character, ...rest } = input
    const found = character && context.characters.find(character)
    if (character && !found) throw notFound('character')
    const { conversation, messages } = newConversation(context, {
      ...rest,
      dialect,
      ...(found && { characterId: found.id }),
    })
    return counted(context, sender, () => context.storage.createConversation(sender.visitorId, conversation, messages))
  },

  'conversations.list': ({ context, sender }: DialectCall): Promise<ConversationRecord[]> =>
    context.storage.listConversations(sender.visitorId, { limit: EVERYTHING }),

  'conversations.get': async (call: DialectCall): Promise<ConversationRecord> => known(call),

  'conversations.update': async (call: DialectCall, { title }: { title?: string }): Promise<{ title: string }> => {
    const { id, title: current } = known(call)
    if (title === undefined) return { title: current }
    return conversationsUpdate(call.context, call.sender.visitorId, id, title)
  },

  'conversations.delete': (call: DialectCall): Promise<void> =>
    conversationsDelete(call.context, call.sender.visitorId, known(call).id),

  'messages.list': async (
    call: DialectCall,
    page: MessagesPage | 'newest',
  ): Promise<FoundPage & { conversation: ConversationRecord }> => {
    const conversation = known(call)
    const { storage } = call.context
    const { visitorId } = call.sender
    if (page !== 'newest') return { conversation, ...(await messagesPage(storage, visitorId, conversation.id, page)) }
    const messages = (await newestMessages(storage, visitorId, conversation.id)) ?? []
    return { conversation, messages, hasBefore: false, hasAfter: false }
  },

  'messages.send': async (call: DialectCall, input: ReplyInput): Promise<Reply> => {
    const { truncate, asksNothing } = (await placeOfRetried(call, input)) ?? placeOf(call, input)
    if (truncate) {
      const { message: _, ...rest } = input
      const placed = await sendReply(call, asksNothing ? rest : input, truncate).catch((error: unknown) => {
        if (!(error instanceof ChatProblem) || error.code !== 'not_found') throw error
      })
      if (placed) return placed
    }
    return sendReply(call, input)
  },

  /** Stores what a client says that was said. The same as one of the last two messages is that message. */
  'messages.save': async (
    call: DialectCall,
    { role, text, checked }: { role: Message['role']; text: string; checked: () => string },
  ): Promise<MessageRecord> => {
    const { context, sender } = call
    const { id } = known(call)
    const list = (limit: number) => context.storage.listMessages(sender.visitorId, id, { limit })
    const same = (await list(2))?.findLast(({ message }) => message.role === role && toldText(message) === text)
    if (same) return same
    const message = { role, parts: [{ type: 'text' as const, text: checked() }] }
    const append = ofClient(context, message)
    const saved = await counted(context, sender, () =>
      context.storage.updateConversation(sender.visitorId, id, { append, now: context.now() }),
    )
    const record = saved && (await list(10))?.findLast(entry => entry.message.id === append.id)
    if (!record) throw notFound('conversation')
    return record
  },

  'messages.delete': async ({ context, sender }: DialectCall, { number }: { number: number }): Promise<void> => {
    const { found, runIds } = await context.storage.deleteOwned(sender.visitorId, { messageNumber: number })
    if (!found) throw notFound('message')
    stopRuns(context, runIds)
  },

  /** About the last reply, where a protocol rates conversations. */
  'messages.feedback': async (call: DialectCall, { rating }: { rating: 'up' | 'down' | null }): Promise<void> => {
    const { id } = known(call)
    const { visitorId } = call.sender
    const last = (await call.context.storage.listMessages(visitorId, id, { limit: 10 }))?.findLast(
      ({ message }) => message.role === 'assistant',
    )
    if (!last) throw notFound('message')
    await messagesFeedback(call.context, visitorId, id, last.message.id, { rating })
  },

  'reply.resume': async ({ context, sender, conversation }: DialectCall): Promise<ReplyReading | undefined> =>
    conversation && replyResume(context, sender.visitorId, conversation.id, undefined),
}

/** Where in the conversation a message goes that is not the next one. */
function placeOf({ conversation, dialect }: DialectCall, { replaces, again, externalId }: ReplyInput) {
  if (!conversation) return {}
  if (again && externalId !== undefined)
    return { truncate: { messageId: externalId, role: 'user', dialect, keep: true }, asksNothing: true } as const
  return replaces === undefined ? {} : ({ truncate: { messageId: replaces, role: 'user', dialect } } as const)
}

async function sendReply(
  call: DialectCall,
  { message, create, externalId, idempotencyKey }: Omit<ReplyInput, 'message'> & Partial<Pick<ReplyInput, 'message'>>,
  truncate?: BeginRun['truncate'],
): Promise<Reply> {
  const { context, dialect, sender, conversation, repeatable } = call
  if (!conversation && !create) throw notFound('conversation')
  const { earlier = [], character, ...names } = create ?? {}
  const characterId = character && context.characters.find(character)?.id
  const made = conversation
    ? undefined
    : newConversation(context, { ...names, ...(characterId !== undefined && { characterId }), dialect })
  const request = {
    operation: `${dialect}.messages.send`,
    idempotencyKey: idempotencyKey ?? repeatable?.key,
    body: idempotencyKey === undefined && repeatable ? repeatable.body : message,
    conversationId: conversation?.id ?? made!.conversation.id,
    ...(made && { create: withEarlier(context, made, earlier) }),
    ...(message && { userMessage: message }),
    ...(message && externalId !== undefined && { external: { dialect, id: externalId } }),
    ...(truncate && { truncate }),
  }
  return beginReply(context, sender, request).catch(async (error: unknown) => {
    // These clients have no other stop than to leave: a reply that nobody reads any more makes room.
    if (!(error instanceof ChatProblem) || error.runId === undefined) throw error
    if (!(await stopUnread(context, sender.visitorId, error.runId))) throw error
    return beginReply(context, sender, request)
  })
}

/** A message of the visitor that is longer than one may be was refused when it was sent, or sent elsewhere: it is left out. */
function withEarlier(context: ServerContext, made: ConversationBegin, earlier: readonly Earlier[]): ConversationBegin {
  const messages = [...made.messages]
  const externalIds = new Map<string, string>()
  const kept = earlier.filter(entry => entry.role !== 'user' || isShortEnough(messageText(entry)))
  for (const entry of kept.slice(-MOST_EARLIER)) {
    const message = ofClient(context, entry)
    messages.push(message)
    if (entry.externalId !== undefined) externalIds.set(message.id, entry.externalId)
  }
  return { ...made, messages, externalIds }
}

export type DialectOperations = typeof dialectOperations

/** As a stream tells it, in which parts without text leave no trace. */
const toldText = ({ parts }: Message): string =>
  messageText({ parts: parts.filter(part => part.type === 'text' && 'text' in part && part.text !== '') })
