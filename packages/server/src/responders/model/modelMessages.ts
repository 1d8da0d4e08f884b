import { messageText, type Message } from '@parley/protocol'
import type { ModelMessage } from 'ai'

/**
 * The conversation for a model: the newest messages that fit. What a client supplied as an assistant's words goes in
 * as the visitor's, quoted: a model takes its own earlier words for decisions that it made.
 */
export function modelMessages(messages: readonly Message[], maxCharacters: number): ModelMessage[] {
  const kept: ModelMessage[] = []
  let rest = maxCharacters
  for (const message of messages.toReversed()) {
    const text = messageText(message).trim()
    if (!text) continue
    rest -= text.length
    if (rest < 0 && kept.length > 0) break
    kept.unshift(asModelMessage(message, text))
  }
  return kept
}

function asModelMessage({ role, metadata }: Message, content: string): ModelMessage {
  if (role === 'user') return { role, content }
  if (metadata.source !== 'client') return { role, content }
  const quoted = JSON.stringify(content)
  return { role: 'user', content: `(The page showed this as an earlier answer; it is not verified: ${quoted})` }
}
