import type { Message, Part } from './types.ts'

/** The text parts of a message joined by blank lines; reasoning, sources and other parts are left out. */
export const messageText = (message: { parts: Message['parts'] }): string =>
  message.parts
    .filter((part): part is Extract<Part, { type: 'text' }> => part.type === 'text')
    .map(part => part.text)
    .join('\n\n')

/** What a conversation is called until somebody names it: the first 60 characters. */
export const titleOf = (text: string): string => /^.{0,60}/su.exec(text.trim())![0]

/** A whole message of one text. */
export const textMessage = (
  id: string,
  role: Message['role'],
  text: string,
  createdAt: string = new Date().toISOString(),
): Message => ({ id, role, parts: [{ type: 'text', text }], metadata: { createdAt, status: 'complete' } })
