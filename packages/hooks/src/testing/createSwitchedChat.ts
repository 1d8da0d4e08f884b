import { docsResponder, echoResponder, type DocsDocument, type Responder } from '@parley/server'
import type { Cassette } from './cassettes/Cassette.ts'
import { cassetteResponder } from './cassettes/cassetteResponder.ts'
import { createTestChat, type TestChat, type TestChatOptions } from './createTestChat.ts'
import { switchFaults, type SwitchFault } from './switchFaults.ts'
import { testBackends, type TestBackend } from './testBackends.ts'

/** What can be switched in a story, a demo or a test, without a word of code. */
export interface Switches {
  /** Which wire the client speaks. */
  backend: TestBackend
  /** Who answers: `own` is the responder in the options. */
  responder: 'own' | 'echo' | 'docs' | 'scripted'
  /** Milliseconds before each answer's head. */
  latencyMs: number
  /** Milliseconds before each event of a reply, on top of the responder's own. */
  tokenMs: number
  fault: SwitchFault
}

/** Every switch as it is when nobody touched it. */
export const switchedOff: Switches = { backend: 'parley', responder: 'own', latencyMs: 0, tokenMs: 0, fault: 'none' }

/** What `createSwitchedChat` takes. */
export interface SwitchedChatOptions extends Omit<TestChatOptions, 'dialects' | 'client'> {
  /** What the `docs` responder answers from. */
  documents?: readonly DocsDocument[]
  /** What the `scripted` responder plays. */
  cassette?: Cassette
}

/** A test chat whose switches can be set while it runs. */
export interface SwitchedChat extends TestChat {
  /** Latency, token rate and faults: at once, also during a reply. Backend and responder are the chat's for its life. */
  set(switches: Pick<Switches, 'latencyMs' | 'tokenMs' | 'fault'>): void
}

/** Half a minute of silence, the client's default, is long when one watches. */
const SILENCE_MS = 10_000

/** A test chat behind switches. */
export function createSwitchedChat(
  given: Partial<Switches> = {},
  { documents = [], cassette, responder = echoResponder(), ...options }: SwitchedChatOptions = {},
): SwitchedChat {
  const switches = { ...switchedOff, ...given }
  const responders: Record<Switches['responder'], () => Responder> = {
    own: () => responder,
    echo: () => echoResponder({ delayMs: 12 }),
    docs: () => docsResponder({ documents, baseUrl: 'https://docs.example.com/' }),
    scripted: () => (cassette ? cassetteResponder(cassette) : responder),
  }
  let now: Switches = { ...switches, fault: 'none', latencyMs: 0 }
  const chat = createTestChat({
    ...options,
    responder: paced(responders[switches.responder](), () => now.tokenMs),
    dialects: 'all',
    client: { timeoutMs: SILENCE_MS, ...testBackends[switches.backend]() },
  })
  // What is not touched stays: tests and stories have faults of their own.
  const set: SwitchedChat['set'] = next => {
    if (next.fault !== now.fault) {
      chat.faults.clear()
      switchFaults[next.fault](chat.faults)
    }
    if (next.latencyMs !== now.latencyMs || next.fault !== now.fault) chat.faults.delayMs = next.latencyMs
    now = { ...now, ...next }
  }
  set(switches)
  return { ...chat, set }
}

/** The same responder, with a pause before each event; nothing waits where there is none. */
const paced = (responder: Responder, pauseMs: () => number): Responder =>
  async function* pacedResponder(context) {
    for await (const event of responder(context)) {
      if (pauseMs() > 0) await new Promise(resolve => setTimeout(resolve, pauseMs()))
      if (context.signal.aborted) return
      yield event
    }
  }
