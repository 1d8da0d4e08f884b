import { pause } from './pause.ts'
import type { Responder } from './Responder.ts'
import { words } from './words.ts'

/** Answers with the visitor's own text, one word per delta. For tests and first steps. */
export function echoResponder({ delayMs = 0 }: { delayMs?: number } = {}): Responder {
  return async function* echo({ text, signal }) {
    yield { type: 'text-start', id: '0' }
    for (const delta of words(text)) {
      await pause(delayMs, signal)
      if (signal.aborted) return
      yield { type: 'text-delta', id: '0', delta }
    }
    yield { type: 'text-end', id: '0' }
  }
}
