import type { ClientCore } from './createChatClient.ts'
import { abortedError, onAbort } from './wait.ts'

/** What can be cut off; the reason of its signal is always a ChatError. */
export interface Tracked {
  signal: AbortSignal
  abort(reason?: unknown): void
  /** It is over: the caller's signal and the client forget it. */
  forget(): void
}

/** Ends with the caller's signal, and with whatever the client drops: for another visitor, or because it is closed. */
export function trackAbort(core: ClientCore, given: AbortSignal | undefined): Tracked {
  const controller = new AbortController()
  const { signal } = controller
  const abort = (reason?: unknown) => controller.abort(abortedError(reason))
  const forget = onAbort(given, () => abort(given!.reason))
  core.requests.add(controller)
  return {
    signal,
    abort,
    forget() {
      forget()
      core.requests.delete(controller)
    },
  }
}
