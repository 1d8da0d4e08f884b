import { expect, test } from 'vitest'
import { echoResponder } from '../responders/echoResponder.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import type { Signal } from '../storage/Signals.ts'
import { problemOf, readUntil, testServer } from '../testing/testServer.ts'

/** Two processes over one database, which tell each other what is to be told. */
async function two() {
  const storage = memoryStorage()
  const listeners: ((signal: Signal) => void)[] = []
  const signals = {
    send: async (signal: Signal) => listeners.forEach(listener => listener(signal)),
    listen: (listener: (signal: Signal) => void) => void listeners.push(listener),
  }
  const start = () =>
    testServer({ dialects: ['aiSdk'], storage: { ...storage, signals }, responder: echoResponder({ delayMs: 100 }) })
  const a = start()
  const b = start()
  const { clientToken: token } = await a.mint()
  const said = (id: string, text: string) => ({ id, role: 'user', parts: [{ type: 'text', text }] })
  const first = said('m1', Array.from({ length: 200 }, (_, index) => `w${index}`).join(' '))
  const begin = async () => {
    const answer = await a.send('/api/chat', { token, body: { id: 'chat', messages: [first] } })
    return (await readUntil(answer, text => text.includes('w1'))).reader
  }
  const next = (on: typeof a) =>
    on.send('/api/chat', { token, body: { id: 'chat', messages: [first, said('m2', 'next')] } })
  const resume = async (on: typeof a) =>
    readUntil(await on.send('/api/chat/chat/stream', { token }), text => text !== '')
  const close = async () => {
    await a.close()
    await b.close()
  }
  return { a, b, begin, next, resume, close }
}

/** What comes next of a reply that is being written. */
async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = ''
  for (let pieces = 0; pieces < 3; pieces++) text += new TextDecoder().decode((await reader.read()).value)
  expect(text).toContain('text-delta')
  return text
}

test('a reply that nobody reads makes room for the next message, whichever process gets that', async () => {
  const { b, begin, next, close } = await two()
  const reader = await begin()
  await reader.cancel()
  const answer = await next(b)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('next')
  await close()
})

test('one that is read where it is written is not stopped by another process', async () => {
  const { b, begin, next, close } = await two()
  const reader = await begin()
  const answer = await next(b)
  expect([answer.status, (await problemOf(answer)).code]).toEqual([409, 'run_active'])
  expect(await readOn(reader)).not.toContain('abort')
  await close()
})

test('one that is read on another process is not stopped by its own', async () => {
  const { a, b, begin, next, resume, close } = await two()
  const reader = await begin()
  const { reader: follower } = await resume(b)
  await reader.cancel()
  for (const on of [a, b]) {
    const answer = await next(on)
    expect([answer.status, (await problemOf(answer)).code]).toEqual([409, 'run_active'])
  }
  expect(await readOn(follower)).not.toContain('abort')
  await close()
})
