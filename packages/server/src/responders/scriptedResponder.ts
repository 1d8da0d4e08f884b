import type { ReplyEvent } from '@parley/protocol'
import { pause } from './pause.ts'
import type { Responder, ResponderContext } from './Responder.ts'

type Script = Iterable<ReplyEvent> | AsyncIterable<ReplyEvent>

/** Answers with the given events, the same each time or made from the context. For stories and tests. */
export function scriptedResponder(
  script: Script | ((context: ResponderContext) => Script),
  { delayMs = 0 }: { delayMs?: number } = {},
): Responder {
  return async function* scripted(context) {
    for await (const event of typeof script === 'function' ? script(context) : script) {
      await pause(delayMs, context.signal)
      if (context.signal.aborted) return
      yield event
    }
  }
}
