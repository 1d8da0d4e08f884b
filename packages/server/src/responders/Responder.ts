import type { Character, Conversation, Message, ReplyEvent } from '@parley/protocol'

export interface CharacterConfig extends Character {
  /** For the responder only; never sent to a browser. */
  instructions?: string
}

export interface ResponderContext {
  conversation: Conversation
  /** The conversation so far, oldest first; the last of the visitor's is `message`. */
  messages: Message[]
  message: Message
  /** The text of `message`. */
  text: string
  character?: CharacterConfig
  /** Aborted when the run is stopped or the server closes. */
  signal: AbortSignal
}

/** Chunks of the AI SDK's `toUIMessageStream()` that are not our events. What a reply has no use for is left out. */
interface ForeignChunk {
  type:
    | 'start'
    | 'finish'
    | 'message-metadata'
    | 'tool-approval-response'
    | 'tool-output-denied'
    | 'custom'
    | 'reasoning-file'
    | 'reset-step'
    | 'steering-message'
  messageMetadata?: unknown
}

/** What a responder gives: events of the reply stream, also as the AI SDK's `toUIMessageStream()` has them. */
export type ResponderEvent = ReplyEvent | ForeignChunk

/**
 * Produces the events of a reply. `start` and the terminal event may be left out: Parley adds them. Throwing ends the
 * reply with `responder_failed`.
 */
export type Responder = (context: ResponderContext) => AsyncIterable<ResponderEvent>
