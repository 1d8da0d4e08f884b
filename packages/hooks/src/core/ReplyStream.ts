import type { Message, ReplyEvent, ReplyState } from '@parley/protocol'
import type { StartEvent } from './createReplyStream.ts'

/**
 * A reply on its way: an async iterable of its events, resumed by itself when the connection is cut. The iteration ends
 * after the last event; it throws what `final` rejects with, and `stream_interrupted` when events are gone for good, also
 * where `final` has the message.
 */
export interface ReplyStream extends AsyncIterable<ReplyEvent> {
  /** Known at once for a continued conversation, with the first event for a new one. */
  readonly conversationId: Promise<string>
  /** The finished (or stopped) message. Rejects with a ChatError when the reply failed or could not be resumed. */
  readonly final: Promise<Message>
  /** Closes the connection; the server goes on writing. `final` rejects with `aborted`. */
  cancel(): void
  /** The message so far. */
  readonly message: Message
  /** The message with what the reducer needs to go on; give it to `resumeReply` together with the cursor. */
  readonly state: ReplyState
  /** Cursor of the last event that was read. */
  readonly lastEventId: string | undefined
  /** `resuming` while a cut connection is being mended; `ready` when it is over, however it ended. */
  readonly phase: 'streaming' | 'resuming' | 'ready'
  /** Calls back after each read and each change of phase. Returns the unsubscriber. */
  subscribe(listener: () => void): () => void
  /** The first event, which names run, conversation and stored user message where the wire has them. */
  readonly start: Promise<StartEvent>
}
