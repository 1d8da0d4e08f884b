import type { TestChatOptions } from '@parley/hooks/testing'

export type Answers = NonNullable<TestChatOptions['responder']>

export const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `word${index + 1}`).join(' ')

/** Answers each question with `answer`, a word at a time. */
export const answering = (answer: string | ((question: string) => string), pauseMs = 0): Answers =>
  async function* answers({ text, signal }) {
    yield { type: 'text-start', id: '1' }
    for (const delta of (typeof answer === 'string' ? answer : answer(text)).match(/\S+\s*/g) ?? []) {
      if (pauseMs > 0) await new Promise(resolve => setTimeout(resolve, pauseMs))
      if (signal.aborted) return
      yield { type: 'text-delta', id: '1', delta }
    }
    yield { type: 'text-end', id: '1' }
  }
