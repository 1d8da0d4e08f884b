import type { ChatError } from '@parley/hooks'
import type { ChatEvents } from './ChatSettings.ts'

const told = new WeakSet<ChatError>()
const toldExpired = new WeakSet<ChatError>()

const isFirst = (known: WeakSet<ChatError>, error: ChatError) => !known.has(error) && known.add(error)

/** The session is over, and asking for another did not help. */
const isSessionOver = ({ code }: ChatError): boolean => code === 'session_expired' || code === 'session_revoked'

/** Tells the host of an error once, however often and wherever it is drawn: it outlives what shows it. */
export function tellError(error: ChatError, events: ChatEvents, isSignedOut = false): void {
  if (isFirst(told, error)) events.onError?.({ code: error.code, message: error.message })
  if ((isSignedOut || isSessionOver(error)) && isFirst(toldExpired, error)) events.onSessionExpired?.()
}
