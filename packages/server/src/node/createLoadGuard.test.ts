import { afterEach, describe, expect, test } from 'vitest'
import { libsqlStorage } from '../storage/sql/libsqlStorage.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { newFolder, removeFolders } from '../testing/startCli.ts'
import { listen } from '../testing/listen.ts'
import { messagesOf, say, testServer, textOf } from '../testing/testServer.ts'
import type { ChatServerOptions } from '../app.ts'
import type { Storage } from '../storage/Storage.ts'
import { createLoadGuard, createLoadMeter } from './createLoadGuard.ts'

afterEach(removeFolders)

describe('the meter', () => {
  const late = (meter: ReturnType<typeof createLoadMeter>, ...samples: number[]) => samples.forEach(meter.sample)
  const begins = { begins: true }

  test('takes a stall of the machine for no overload', () => {
    const meter = createLoadMeter({ random: () => 0 })
    late(meter, 9000, 0, 9000, 9000, 0)
    expect([meter.refused, meter.refuse(begins)]).toEqual([0, undefined])
  })

  test('refuses more the longer it lasts, never all, and nothing soon after it is over', () => {
    const meter = createLoadMeter({ random: () => 0.9 })
    late(meter, 200, 200, 200)
    expect(meter.refused).toBeCloseTo(0.2)
    expect(meter.refuse(begins)).toBeUndefined()
    late(meter, ...Array<number>(20).fill(1000))
    expect(meter.refused).toBe(0.95)
    expect(meter.refuse(begins)).toBeGreaterThanOrEqual(1)
    late(meter, ...Array<number>(20).fill(0))
    expect(meter.refused).toBe(0)
  })

  test('refuses reads only when refusing new work is not enough', () => {
    const meter = createLoadMeter({ random: () => 0.1 })
    late(meter, 500, 500, 500)
    expect([meter.refused, meter.refuse({ begins: false })]).toEqual([0.5, undefined])
    expect(meter.refuse(begins)).toBeDefined()
    late(meter, 500)
    expect(meter.refuse({ begins: false })).toBeDefined()
  })
})

/** Sends until it is taken, as clients do: after each refusal it waits, and comes again with the same key. */
function persistent(url: string, token: string) {
  const refusals: number[] = []
  const send = async (path: string, text: string): Promise<void> => {
    for (;;) {
      const response = await fetchChecked(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': text },
        body: JSON.stringify({ message: say(text) }),
      })
      if (response.status < 300) return void (await response.text())
      expect(response.status).toBe(503)
      const after = Number(response.headers.get('retry-after'))
      expect(after).toBeGreaterThan(0)
      refusals.push(after)
      // Sooner than asked, so that the test does not take its time.
      await new Promise(resolve => setTimeout(resolve, after * 50))
    }
  }
  return { refusals, send }
}

async function setUp(options: ChatServerOptions = {}) {
  const storage = await libsqlStorage({ path: `${newFolder()}/parley.db` })
  const server = testServer({ storage, ...options })
  const { clientToken: token } = await server.mint({ embedOrigin: null })
  const url = await listen(server.server)
  return { server, storage, token, url, ...persistent(url, token) }
}

/** Every text once as a message of the visitor, and a whole reply to each. */
async function expectAllOnce({ server, token }: Awaited<ReturnType<typeof setUp>>, texts: string[]) {
  const authorized = { token, origin: null }
  const paths: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await server.send(`/v1/conversations?limit=100${cursor && `&cursor=${cursor}`}`, authorized)
    const read = (await page.json()) as { conversations: { id: string }[]; nextCursor: string | null }
    paths.push(...read.conversations.map(({ id }) => `/v1/conversations/${id}`))
    cursor = read.nextCursor
  }
  const asked: string[] = []
  for (const path of paths) {
    const send = (to: string) => server.send(to, authorized)
    await expect.poll(async () => (await messagesOf({ send }, token, path))[1]?.metadata.status).toBe('complete')
    const [question, reply] = await messagesOf({ send }, token, path)
    expect(textOf(reply!)).toBe(textOf(question!))
    asked.push(textOf(question!))
  }
  expect(asked.sort()).toEqual([...texts].sort())
}

const texts = (count: number) => Array.from({ length: count }, (_, index) => `text-${index}`)

/** Other work in the thread that does everything: whatever comes, comes late. */
function keepThreadBusy(_: Storage, isHard: () => boolean) {
  const work = (): void => {
    for (const end = performance.now() + 250; performance.now() < end;);
    if (isHard()) setTimeout(work)
  }
  work()
}

/** A storage that takes one reply at a time, and takes its time for it. */
function slowDown(storage: Storage, isHard: () => boolean) {
  const { beginRun } = storage
  let last: Promise<unknown> = Promise.resolve()
  storage.beginRun = async (...begin) => {
    last = last.then(() => isHard() && new Promise(resolve => setTimeout(resolve, 40)))
    await last
    return beginRun(...begin)
  }
}

test.each([
  ['the process', keepThreadBusy],
  ['the storage', slowDown],
])(
  'what is too much for %s is refused with 503 and Retry-After; nothing is lost or doubled; then all is well',
  async (_, overload) => {
    const guard = createLoadGuard()
    const set = await setUp({ loadGuard: guard, responder: echoResponder() })
    overload(set.storage, () => set.refusals.length <= 10)
    const all = texts(100)
    const left = [...all]
    const client = async () => {
      for (let text = left.pop(); text !== undefined; text = left.pop()) await set.send('/v1/conversations', text)
    }
    await Promise.all(Array.from({ length: 50 }, client))
    expect(set.refusals.length).toBeGreaterThan(10)
    await expect.poll(() => guard.refused).toBe(0)
    const before = set.refusals.length
    await set.send('/v1/conversations', 'afterwards')
    expect(set.refusals).toHaveLength(before)
    await expectAllOnce(set, [...all, 'afterwards'])
    expect(set.server.errors).toEqual([])
  },
)

test('an overloaded server still stops replies, ends sessions and answers probes', async () => {
  let isOver = false
  const { url, token } = await setUp({ loadGuard: { refuse: () => (isOver ? 7 : undefined) } })
  isOver = true
  const answerOf = async (method: string, path: string) => {
    const response = await fetchChecked(url + path, { method, headers: { authorization: `Bearer ${token}` } })
    return [response.status, response.headers.get('retry-after')]
  }
  expect(await answerOf('GET', '/v1/conversations')).toEqual([503, '7'])
  expect(await answerOf('POST', '/v1/chatSessions')).toEqual([503, '7'])
  expect(await answerOf('POST', '/v1/conversations/c_none/stop')).toEqual([404, null])
  expect(await answerOf('GET', '/healthz')).toEqual([200, null])
  expect(await answerOf('GET', '/readyz')).toEqual([200, null])
  expect(await answerOf('DELETE', '/v1/chatSessions/current')).toEqual([204, null])
})

test('replies beyond as many as may be written at once are refused until others have ended', async () => {
  const set = await setUp({ maxReplies: 5, responder: echoResponder({ delayMs: 300 }) })
  const all = texts(12)
  await Promise.all(all.map(text => set.send('/v1/conversations', text)))
  expect(set.refusals.length).toBeGreaterThanOrEqual(7)
  await expectAllOnce(set, all)
})
