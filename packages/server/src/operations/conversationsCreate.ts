import type { Conversation, ConversationCreate, Message } from '@parley/protocol'
import type { NewConversation } from '../storage/Storage.ts'
import { asConversation } from './asConversation.ts'
import { beginReply, newMessage } from './beginReply.ts'
import { ChatProblem } from './ChatProblem.ts'
import { conversationsGet } from './conversations.ts'
import { rateLimited, sendCounts, type Sender } from './Limits.ts'
import { randomId } from './randomId.ts'
import type { ServerContext } from './ServerContext.ts'

/** What the clients of a dialect call a conversation. */
export type ConversationNames = Partial<Pick<NewConversation, 'id' | 'dialect' | 'externalId'>>

/** Begins a conversation; with a message also its first run. */
export async function conversationsCreate(
  context: ServerContext,
  sender: Sender,
  input: ConversationCreate,
  idempotencyKey?: string,
): Promise<{ conversation: Conversation; runId?: string }> {
  const { message, ...wanted } = input
  const { visitorId } = sender
  const { conversation, messages } = newConversation(context, wanted)
  if (!message) {
    const record = await counted(context, sender, () =>
      context.storage.createConversation(visitorId, conversation, messages),
    )
    return { conversation: asConversation(record) }
  }

  const begun = await beginReply(context, sender, {
    operation: 'conversations.create',
    idempotencyKey,
    body: input,
    conversationId: conversation.id,
    create: { conversation, messages },
    userMessage: message,
  })
  return {
    runId: begun.runId,
    conversation: begun.conversation ?? (await conversationsGet(context, visitorId, begun.conversationId)),
  }
}

/** A conversation to be stored, and its character's greeting. A dialect may bring names of its own. */
export function newConversation(
  { characters, now }: ServerContext,
  { title, characterId, ...named }: Pick<ConversationCreate, 'title' | 'characterId'> & ConversationNames,
): { conversation: NewConversation; messages: Message[] } {
  const character = characterId === undefined ? undefined : characters.find(({ id }) => id === characterId)
  if (characterId !== undefined && !character) {
    const text = 'There is no such character.'
    throw new ChatProblem('validation_failed', text, { errors: [{ path: 'characterId', message: text }] })
  }
  const at = now()
  const greeting = character?.greeting
  return {
    conversation: {
      id: randomId('c_'),
      title: title ?? '',
      titled: title !== undefined,
      createdAt: at,
      ...(characterId !== undefined && { characterId }),
      ...named,
    },
    messages: greeting ? [newMessage('assistant', [{ type: 'text', text: greeting }], at, 'complete')] : [],
  }
}

/** Counts as a send does, but not as an anonymous reply: none is written. */
export async function counted<T>({ limits }: ServerContext, sender: Sender, create: () => Promise<T>): Promise<T> {
  const counts = sendCounts({ ...sender, isAnonymous: false })
  const limited = await limits?.take(counts)
  if (limited) throw rateLimited(limited)
  try {
    return await create()
  } catch (error) {
    await limits?.giveBack(counts)
    throw error
  }
}
