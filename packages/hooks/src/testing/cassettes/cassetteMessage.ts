import { applyReplyEvent, emptyReply, type Message } from '@parley/protocol'
import type { Cassette } from './Cassette.ts'
import { cassetteEvents } from './cassetteEvents.ts'

/** The message that a cassette ends in, as the reducer has it: what every server and every client must show. */
export function cassetteMessage(cassette: Cassette): Message {
  let state = emptyReply('cassette', '2026-01-15T10:00:00Z')
  for (const { event } of cassetteEvents(cassette)) state = applyReplyEvent(state, event)
  return state.message
}
