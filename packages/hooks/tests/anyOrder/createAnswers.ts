import { scriptedResponder } from '@parley/server'

/** Every seventh word makes the first answer to it fail in the middle. */
export function createAnswers() {
  const failed = new Set<string>()
  return scriptedResponder(
    ({ text }) => {
      const fails = /w\d*7\b/.test(text) && !failed.has(text)
      if (fails) failed.add(text)
      const deltas = ['re ', `(${text}) `, 'one ', 'two ', 'three ', 'four']
      return [
        { type: 'text-start', id: 't' },
        ...deltas.slice(0, fails ? 3 : 6).map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
        fails ? { type: 'error', errorText: 'It is too hard.' } : { type: 'text-end', id: 't' },
      ]
    },
    { delayMs: 60 },
  )
}
