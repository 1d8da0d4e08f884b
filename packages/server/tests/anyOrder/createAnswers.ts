import type { ReplyEvent } from '@parley/protocol'
import { pause } from '../../src/responders/pause.ts'
import type { Responder, ResponderEvent } from '../../src/responders/Responder.ts'

/** Time between two deltas. */
const DELAY_MS = 40

const delta = (text: string): ReplyEvent => ({ type: 'text-delta', id: 't', delta: text })
const never = new Promise<never>(() => {})

/** What the answer to a text does after its first words; the last word of the text names it. */
const ways: Record<string, (signal: AbortSignal) => AsyncIterable<ResponderEvent>> = {
  async *ends() {},
  async *lasts(signal) {
    for (let index = 0; index < 60 && !signal.aborted; index++) {
      await pause(DELAY_MS, signal)
      yield delta(`${index} `)
    }
  },
  async *fails() {
    yield { type: 'error', errorText: 'Failed on purpose.' }
  },
  async *throws() {
    yield delta('and then ')
    throw new Error('thrown on purpose')
  },
  async *hangs(signal) {
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    yield delta('too late')
  },
  async *listens() {
    yield await never
  },
  async *searches(signal) {
    yield { type: 'reasoning-delta', id: 'r', delta: 'thinking' }
    yield { type: 'tool-input-start', toolCallId: 'a', toolName: 'search' }
    await pause(DELAY_MS, signal)
    yield { type: 'tool-input-available', toolCallId: 'a', toolName: 'search', input: { q: '\0\ud83d' } }
    await pause(400, signal)
    yield { type: 'tool-output-available', toolCallId: 'a', output: ['hit'] }
    yield { type: 'source-url', sourceId: 's', url: 'https://a.example/', title: 'A' }
    yield { type: 'data-chart', id: 'd', data: { x: 1 } }
    yield { type: 'data-chart', id: 'd', data: { x: 2 } }
    yield { type: 'data-hint', transient: true, data: {} }
    yield { type: 'message-metadata', messageMetadata: { model: 'm', status: 'complete' } as never }
    yield { type: 'surprise' } as never
    yield delta('found')
  },
  async *floods() {
    for (let index = 0; index < 400; index++) yield delta(`${'x'.repeat(500)} `)
  },
  async *halves() {
    for (const text of ['a\ud83d', '\ude00b', '\0', 'c\ud83d']) yield delta(text)
  },
  async *finishes(signal) {
    yield { type: 'finish', finishReason: 'length' }
    await pause(DELAY_MS, signal)
    yield delta('too late')
  },
}

export const wayNames = ['says', 'is empty', ...Object.keys(ways)]

/** How an answer goes is named by what it answers, so that it is the same wherever it is written. */
export const answers: Responder = async function* ({ text, messages, signal }) {
  const way = wayNames.find(name => text.endsWith(name))!
  if (way === 'throws' && messages.length % 4 === 1) throw new Error('thrown on purpose')
  if (way === 'is empty') return
  if (way === 'fails' && messages.length % 4 === 1) yield { type: 'error', errorText: 'Failed on purpose.' }
  for (const word of ['re ', `(${text}) `, 'one ', 'two ', 'three ']) {
    await pause(way === 'floods' ? 0 : DELAY_MS, signal)
    if (signal.aborted) return
    yield delta(word)
  }
  yield* ways[way]?.(signal) ?? []
}
