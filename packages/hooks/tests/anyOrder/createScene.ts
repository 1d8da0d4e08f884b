import { vi } from 'vitest'
import { createRandom } from '../../../../scripts/createRandom.mjs'
import {
  chatSessionsCreate,
  conversationsList,
  messagesList,
  type ChatClient,
  type ChatSession,
} from '../../src/index.ts'
import { unwrap } from '../../src/react/unwrap.ts'
import { createTestChat, TEST_SECRET_KEY, TEST_SERVER_URL } from '../../src/testing/createTestChat.ts'
import { testBackends, type TestBackend } from '../../src/testing/testBackends.ts'
import { createAnswers } from './createAnswers.ts'
import { pass } from './clock.ts'

export type Scene = ReturnType<typeof createScene>
export type Action = [weight: number, act: () => unknown]

/** What a simulation has beside its page: chance, a server, another window of the visitor's, and somebody who takes notes. */
export function createScene(seed: number, backend: TestBackend = 'parley') {
  const random = createRandom(seed)
  vi.spyOn(Math, 'random').mockImplementation(createRandom(seed + 1))
  const wrong = new Set<string>()
  const trace: string[] = []
  const say = (line: string) => void trace.push(`${Date.now() % 10_000_000} ${line}`)
  const isWrong = (what: string) => {
    wrong.add(what)
    say(`!! ${what}`)
  }
  vi.spyOn(console, 'error').mockImplementation((...texts) => {
    const text = texts.join(' ').slice(0, 300)
    // What the widget tells developers.
    if (!text.startsWith('Parley: ')) isWrong(`console: ${text}`)
  })
  const hearRejection = (reason: unknown) => isWrong(`nobody handles ${String(reason)}`)
  process.on('unhandledRejection', hearRejection)

  let isWalt = false
  const chat = createTestChat({
    responder: createAnswers(),
    // As a site's backend does it, which knows who is signed in.
    dialects: 'all',
    client: {
      ...testBackends[backend](),
      session: ({ expiresAfter }) => unwrap(chatSessionsCreate(isWalt ? walts : elsewhere, { expiresAfter })),
    },
    characters: [
      { id: 'assistant', name: 'Assistant', description: 'Answers.' },
      { id: 'greeter', name: 'Greeter', description: 'Greets.', greeting: 'Hello!' },
    ],
  })
  const createFaultless = (userIdentifier: string): ChatClient =>
    chat.createClient({
      session: async ({ expiresAfter }) => {
        const request = new Request(`${TEST_SERVER_URL}/v1/chatSessions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
          body: JSON.stringify({ embedOrigin: 'https://app.example', userIdentifier, expiresAfter }),
        })
        return (await (await chat.server.fetch(request)).json()) as ChatSession
      },
      fetch: (input, init) =>
        chat.server.fetch(new Request(input, { ...init, signal: null }), { origin: 'https://app.example' }),
    })
  /** Another window, whose network has no faults. */
  const elsewhere = createFaultless('vera')
  const walts = createFaultless('walt')
  const chance = (share: number) => random() < share
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]

  return {
    random,
    chance,
    pick,
    wrong,
    trace,
    say,
    isWrong,
    chat,
    elsewhere,
    stored: async (conversationId: string) => (await messagesList(elsewhere, { conversationId })).value?.messages ?? [],
    storedList: async () => (await conversationsList(elsewhere, { limit: 100 })).value!.conversations,
    /** Another visitor signs in here; vera again, unless told. */
    async signIn(as: 'vera' | 'walt' = 'vera') {
      isWalt = as === 'walt'
      say(`${as} signs in`)
      const { ok } = await chatSessionsCreate(chat.client, { adopt: true })
      if (!ok) isWrong(`${as} cannot sign in`)
    },
    /** One of them, the heavier the likelier. */
    choose(actions: readonly Action[]): Action {
      let at = random() * actions.reduce((sum, [weight]) => sum + weight, 0)
      return actions.find(([weight]) => (at -= weight) < 0)!
    },
    /** When the page is gone. Answers what is wrong, and what was done, for whoever looks for the reason. */
    async end(): Promise<{ wrong: string[]; trace: string[] }> {
      await pass(500, 100)
      if (chat.openStreams() > 0) isWrong('a stream is still read')
      process.off('unhandledRejection', hearRejection)
      void chat.close()
      await pass(200, 100)
      vi.restoreAllMocks()
      return { wrong: [...wrong], trace }
    },
  }
}

export function setOffline({ chat }: Scene, is: boolean, isTold = true): void {
  chat.faults.offline = is
  if (!isTold) return
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(!is)
  window.dispatchEvent(new Event(is ? 'offline' : 'online'))
}

/** What the network does. */
export function networkActions(scene: Scene): Action[] {
  const { chance, pick, random, say } = scene
  const { faults } = scene.chat
  return [
    [
      3,
      () => {
        const events = Math.floor(random() * 8)
        const how = { clean: chance(0.3), halfOpen: chance(0.2), times: chance(0.7) ? 1 : 3 }
        say(`cuts after ${events} events ${JSON.stringify(how)}`)
        faults.cutAfter(events, how)
      },
    ],
    [
      3,
      () => {
        const method = pick(['POST', 'GET', 'DELETE', 'PATCH'])!
        const times = chance(0.7) ? 1 : 4
        // A read that is refused for good is read again when somebody asks.
        const status = pick(method === 'GET' ? [500, 502, 503, 429] : [500, 502, 503, 429, 400, 401, 403, 404, 409])!
        say(`answers ${method} with ${status}, ${times} times`)
        faults.failNext(status, { times, method, ...(chance(0.3) && { retryAfter: '2' }) })
      },
    ],
    [
      2,
      () => {
        say('loses an answer')
        faults.loseAnswer({ path: chance(0.5) ? /./ : /messages|reply/ })
      },
    ],
    [
      1,
      () => {
        faults.delayMs = pick([0, 50, 300, 3000])!
        say(`takes ${faults.delayMs} ms`)
      },
    ],
    [
      1,
      () => {
        const isTold = chance(0.5)
        say(`is away${isTold ? ', and tells' : ''}`)
        setOffline(scene, true, isTold)
      },
    ],
    [
      2,
      () => {
        if (!faults.offline) return
        say('is back')
        setOffline(scene, false)
      },
    ],
    [
      0.5,
      () => {
        say('sessions expire')
        faults.expireSessions()
      },
    ],
  ]
}
