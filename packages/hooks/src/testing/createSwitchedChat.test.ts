import { messageText } from '@parley/protocol'
import { docsResponder } from '@parley/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createChat } from '../operations/createChat.ts'
import { continueChat } from '../operations/continueChat.ts'
import { createSwitchedChat, switchedOff, type SwitchedChat } from './createSwitchedChat.ts'
import { switchFaults, type SwitchFault } from './switchFaults.ts'
import { testBackends, type TestBackend } from './testBackends.ts'

let chat: SwitchedChat
afterEach(() => chat.close())

const once = { retries: { strategy: 'none' } } as const
const ask = async (text = 'one two three four five six seven eight nine ten') => {
  const begun = await createChat(chat.client, { message: { text } }, once)
  if (!begun.ok) return begun.error.code
  await begun.value.final.catch(() => {})
  return `${begun.value.message.metadata.status}: ${messageText(begun.value.message)}`
}

describe.each(Object.keys(testBackends) as TestBackend[])('%s', backend => {
  test('answers over its own wire, and goes on', async () => {
    chat = createSwitchedChat({ backend })
    const begun = await createChat(chat.client, { message: { text: 'first' } })
    if (!begun.ok) throw begun.error
    expect(messageText(await begun.value.final)).toBe('first')
    const conversationId = await begun.value.conversationId
    const next = await continueChat(chat.client, { conversationId, message: { text: 'second' } })
    expect(messageText(await next.value!.final)).toBe('second')
    expect(chat.client.backend.name).toBe(backend)
  })

  test('needs nothing that browsers keep for secure contexts', async () => {
    const withheld = vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
      throw new TypeError('crypto.randomUUID is not a function')
    })
    try {
      chat = createSwitchedChat({ backend })
      expect(await ask('one')).toBe('complete: one')
      expect(await ask('two')).toBe('complete: two')
    } finally {
      withheld.mockRestore()
    }
  })
})

const whole = 'complete: one two three four five six seven eight nine ten'
const outcomes: [SwitchFault, string | RegExp][] = [
  ['none', whole],
  ['cut after 1 event', whole],
  ['cut after 5 events', whole],
  ['cut after 20 events', whole],
  ['cut for good', /^interrupted: one two three/],
  ['401', 'unauthorized'],
  ['403 origin', 'origin_mismatch'],
  ['429', 'rate_limited'],
  ['500', 'server_error'],
  ['offline', 'network'],
  ['session expired', whole],
]

test.each(outcomes)('the fault “%s” ends in %s', async (fault, outcome) => {
  chat = createSwitchedChat({})
  expect(await ask()).toBe(whole)
  chat.set({ ...switchedOff, fault })
  expect(await ask()).toMatch(outcome)
  chat.set(switchedOff)
  expect(await ask()).toBe(whole)
})

test('a half-open connection is given up after some silence, and the reply is resumed', async () => {
  chat = createSwitchedChat({}, {})
  chat.faults.cutAfter(5, { halfOpen: true })
  const client = chat.createClient({ timeoutMs: 300 })
  const begun = await createChat(client, { message: { text: 'one two three four five six' } })
  expect(messageText(await begun.value!.final)).toBe('one two three four five six')
  expect(chat.requests.filter(({ path }) => path.endsWith('/stream'))).toHaveLength(1)
})

test('a slow mint, latency and a token rate take their time', async () => {
  chat = createSwitchedChat()
  chat.faults.mintDelayMs = 80
  const begun = performance.now()
  expect(await ask('a b')).toBe('complete: a b')
  const minted = performance.now()
  expect(minted - begun).toBeGreaterThan(75)
  chat.set({ ...switchedOff, tokenMs: 40, latencyMs: 60 })
  expect(await ask('a b')).toBe('complete: a b')
  expect(performance.now() - minted).toBeGreaterThan(60 + 4 * 40 - 10)
})

test('each fault is tried', () => {
  const tried = [...outcomes.map(([fault]) => fault), 'half-open', 'slow mint']
  expect(tried.sort()).toEqual(Object.keys(switchFaults).sort())
})

test('who answers: docs, a script, or the chat’s own', async () => {
  const documents = [{ path: 'embed.md', text: '# Embed\n\nPaste three lines.' }]
  chat = createSwitchedChat({ responder: 'docs' }, { documents })
  expect(await ask('embed')).toContain('Paste three lines.')
  await chat.close()
  const event = { type: 'text-delta', id: '1', delta: 'As recorded.' } as const
  const cassette = { format: 'parley-cassette/1', name: 'x', events: [{ at: 0, event }, { at: 0, event: { type: 'finish' } }] } as const // prettier-ignore
  chat = createSwitchedChat({ responder: 'scripted' }, { cassette: { ...cassette, events: [...cassette.events] } })
  expect(await ask()).toBe('complete: As recorded.')
  await chat.close()
  chat = createSwitchedChat({ responder: 'own' }, { responder: docsResponder({ documents, delayMs: 0 }) })
  expect(await ask('embed')).toContain('Paste three lines.')
})
