import type { Message, Part } from './types.ts'

/** The text parts of a message joined by blank lines; reasoning, sources and other parts are left out. */
export const messageText = (message: { parts: Message['parts'] }): string =>
  message.parts
    .filter((part): part is Extract<Part, { type: 'text' }> => part.type === 'text')
    .map(part => part.text)
    .join('\n\n')
