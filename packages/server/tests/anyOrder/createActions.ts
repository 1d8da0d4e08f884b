import { parseEventId, type Conversation, type Message } from '@parley/protocol'
import { say as userMessage, type Sent } from '../../src/testing/testServer.ts'
import { asSecret, type Asks } from './createAsks.ts'
import type { createReader } from './createReader.ts'
import { stream, type Sayings } from './createSayings.ts'
import type { Talk, Window, World } from './createWorld.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export type Action = [weight: number, act: () => unknown]

/** What can happen, and how often it does. */
export function createActions(
  world: World,
  { send, ask, mint, messagesOf, listOf }: Asks,
  { sayingOf, sayingInstead, deliver }: Sayings,
  readReply: ReturnType<typeof createReader>,
): Action[] {
  const { random, chance, pick, has, say, isWrong, faults, ground, cluster, windows, visitors, talks, runs } = world
  const { aServer, nextMoment, newText } = world

  const inAWindow = (weight: number, act: (window: Window) => unknown): Action => [
    weight,
    () => {
      const window = pick(windows.filter(({ session }) => session))
      return window && act(window)
    },
  ]
  const inATalk = (weight: number, act: (window: Window, talk: Talk) => unknown): Action =>
    inAWindow(weight, window => {
      const all = window.visitor.talks
      const talk = pick(chance(0.85) ? all.filter(({ mayBeGone }) => !mayBeGone) : all)
      return talk && act(window, talk)
    })
  const aMessage = async (window: Window, talk: Talk, wanted: Message['role']): Promise<string | undefined> =>
    pick((await messagesOf(window, talk, 50))?.filter(({ role }) => role === wanted) ?? [])?.id
  const wishes = (window: Window) => ({
    ...(chance(0.2) && { title: newText(window.visitor) }),
    ...(chance(0.3) && { characterId: 'greeter' }),
  })

  const talking: Action[] = [
    [2, () => pick(windows.filter(({ session }) => !session).map(mint))],
    inAWindow(3, window => deliver(window, sayingOf(window, undefined, wishes(window)))),
    inAWindow(1, async window => {
      const answer = await ask(window, 'begins', '/v1/conversations', { body: wishes(window) })
      if (answer?.status === 201) world.knowTalk(window.visitor, (answer.body as Conversation).id, answer.askedAt)
    }),
    inATalk(10, (window, talk) => deliver(window, sayingOf(window, talk))),
    inATalk(2, (window, talk) => {
      const saying = sayingOf(window, talk)
      const sent = deliver(window, saying)
      return saying.key === undefined ? sent : Promise.all([sent, deliver(pick(window.visitor.windows)!, saying)])
    }),
    inAWindow(5, window => {
      const saying = pick(window.visitor.keyed)
      return saying && deliver(window, saying)
    }),
    inAWindow(1, window => {
      const earlier = pick(window.visitor.keyed.filter(({ cut }) => !cut))
      return earlier && deliver(window, sayingInstead(window, earlier))
    }),
    inATalk(3, async (window, talk) => {
      const answer = await ask(window, `stops ${talk.id}`, `${talk.path}/stop`, { method: 'POST' })
      if (answer?.status !== 200) return
      const { metadata } = (answer.body as { message: Message }).message
      if (metadata.status === 'streaming') isWrong(`${talk.id} is stopped and still being written`)
    }),
  ]

  const reading: Action[] = [
    inATalk(2, async (window, talk) => {
      const answer = await ask(window, `resumes ${talk.id}`, `${talk.path}/stream`, {}, talk)
      if (answer?.status === 200) await readReply(window, answer, { talk })
    }),
    inAWindow(5, async window => {
      const { cut } = window.visitor
      const [broken] = cut.splice(Math.floor(random() * cut.length), 1)
      if (!broken) return
      const { talk, lastId } = broken
      const { runId, seq: last } = parseEventId(lastId)!
      const seq = chance(0.3) ? Math.floor(random() * last) : last
      const headers = { 'last-event-id': `${runId}.${seq}` }
      const answer = await ask(window, `resumes after ${runId}.${seq}`, `${talk.path}/stream`, { headers }, talk)
      if (answer?.status === 200) await readReply(window, answer, { talk, after: { runId, seq } })
      const mayBeGone = world.isDisturbed || world.hasSkipped() || talk.cuts.length > 0
      if (answer?.status === 410 && !mayBeGone) isWrong(`${runId} is gone`)
    }),
    inATalk(0.5, async (window, talk) => {
      const id = pick(['', 'x', 'r_none.1', `${pick([...runs.keys()]) ?? 'r'}.999999`])!
      const headers = { 'last-event-id': id }
      const answer = await ask(window, `resumes after "${id}"`, `${talk.path}/stream`, { headers }, talk)
      if (answer?.status === 200) isWrong(`resumes after "${id}"`)
    }),
    inATalk(2, (window, talk) => messagesOf(window, talk, pick([1, 2, 3, 50])!)),
    inATalk(1, (window, talk) => ask(window, `gets ${talk.id}`, talk.path, {}, talk)),
    inAWindow(0.3, window => ask(window, 'looks at the characters', '/v1/characters')),
    inAWindow(3, async window => {
      const query = chance(0.3) ? pick(['w', 'ä', 'fails', '%', '_', 'W0/'])! : ''
      const before = await listOf(window, 100, query)
      const paged = await listOf(window, pick([1, 2, 3])!, query)
      const after = await listOf(window, 100, query)
      if (!before || !paged || !after) return
      for (const { id, updatedAt } of before) {
        const count = paged.filter(other => other.id === id).length
        const isSame = after.some(other => other.id === id && other.updatedAt === updatedAt)
        if (isSame && count !== 1) isWrong(`${id} is ${count} times in a list of pages`)
      }
    }),
  ]

  const changing: Action[] = [
    inATalk(2, async (window, talk) => {
      const id = await aMessage(window, talk, 'assistant')
      const body = { rating: pick(['up', 'down', null])! }
      if (id) await ask(window, `rates ${id}`, `${talk.path}/messages/${id}/feedback`, { method: 'PUT', body }, talk)
    }),
    inATalk(1.5, (window, talk) => {
      const body = { title: `Ä ${newText(window.visitor)}` }
      return ask(window, `renames ${talk.id}`, talk.path, { method: 'PATCH', body }, talk)
    }),
  ]

  const cutting: Action[] = [
    inATalk(2, async (window, talk) => {
      const replaces = await aMessage(window, talk, 'user')
      if (replaces !== undefined) await deliver(window, sayingOf(window, talk, { replaces }))
    }),
    inATalk(2, async (window, talk) => {
      const id = await aMessage(window, talk, 'assistant')
      if (id === undefined) return
      const cut = { to: Infinity }
      talk.cuts.push(cut)
      const isStream = chance(0.7)
      const headers: Record<string, string> = chance(0.5) ? { 'idempotency-key': `g${id}` } : {}
      const init: Sent = { method: 'POST', headers, ...(isStream && { accept: stream }) }
      const path = `${talk.path}/messages/${id}/regenerate`
      const answer = await ask(window, `has ${id} written again`, path, init, talk)
      cut.to = nextMoment()
      if (answer?.status === 200 && isStream) await readReply(window, answer, { talk })
    }),
  ]

  const deleting: Action[] = [
    inATalk(1, async (window, talk) => {
      talk.mayBeGone = true
      const answer = await ask(window, `deletes ${talk.id}`, talk.path, { method: 'DELETE' }, talk)
      if (answer?.status === 204) talk.goneAt ??= answer.at
    }),
    [
      0.4,
      async () => {
        const visitor = pick(visitors.filter(({ userIdentifier }) => userIdentifier !== undefined))
        const instance = aServer()
        if (!visitor || !instance) return
        const { userIdentifier, index } = visitor
        const known = [...visitor.talks]
        const sessions = visitor.windows.flatMap(({ session }) => session ?? [])
        const erased = { to: Infinity }
        visitor.erased.push(erased)
        for (const talk of known) talk.mayBeGone = true
        for (const session of sessions) session.mayHaveEnded = true
        const init = { ...asSecret, body: { userIdentifier } }
        const answer = await send(instance, `visitor ${index} is erased`, '/v1/visitors/erase', init)
        erased.to = nextMoment()
        if (answer?.status !== 204) return
        for (const talk of known) talk.goneAt ??= answer.at
        for (const session of sessions) {
          session.hasEndedAt ??= answer.at
          world.erasedSessionIds.add(session.id)
        }
      },
    ],
  ]

  const ending: Action[] = [
    inAWindow(1, async ({ name, session, visitor }) => {
      const instance = aServer()
      if (!instance || !session) return
      // Who is forgotten and not known is somebody else afterwards.
      const forget = visitor.userIdentifier !== undefined && chance(0.2)
      session.mayHaveEnded = true
      const method = 'DELETE'
      const answer = await (chance(0.5)
        ? send(instance, `${name} leaves`, `/v1/chatSessions/current?forget=${forget}`, {
            method,
            token: session.clientToken,
          })
        : send(instance, `${name} is revoked`, `/v1/chatSessions/${session.id}`, { method, ...asSecret }))
      if (answer?.status === 204) session.hasEndedAt ??= answer.at
    }),
    [0.5, () => skip(MINUTE_MS)],
  ]

  /** Not while something is under way, which cannot know that time has passed. */
  function skip(ms: number): void {
    if (world.pending.size > 0 || faults.share > 0 || faults.statements > 0) return
    say(`${ms / MINUTE_MS} minutes pass at once`)
    world.skip(ms)
    if (ms < DAY_MS) return
    for (const talk of talks.values()) talk.mayBeGone = true
    for (const { erased, keyed } of visitors) {
      erased.push({ to: nextMoment() })
      // Their keys are forgotten.
      for (const saying of keyed.splice(0)) delete saying.key
    }
  }

  const trying: Action[] = [
    inAWindow(2, async window => {
      const talk = pick([...talks.values()].filter(({ visitor }) => visitor !== window.visitor))
      if (!talk) return
      const [path, init] = pick<[string, Sent]>([
        [talk.path, {}],
        [talk.path, { method: 'DELETE' }],
        [talk.path, { method: 'PATCH', body: { title: 'mine' } }],
        [`${talk.path}/messages`, {}],
        [`${talk.path}/messages`, { body: { message: userMessage('mine') } }],
        [`${talk.path}/stop`, { method: 'POST' }],
        [`${talk.path}/stream`, {}],
      ])!
      const answer = await ask(window, `tries ${init.method ?? ''} ${path}`, path, init)
      if (answer && answer.status < 500 && ![404, 401].includes(answer.status))
        isWrong(`a stranger gets ${answer.status} for ${path}`)
    }),
  ]

  const failing: Action[] = [
    [
      2,
      () => {
        faults.share = pick([0, 0, 0.05, 0.3, 1])!
        faults.statements = pick([0, 0, 0.02, 0.1, 0.5])!
        faults.isExpected = chance(0.8)
        say(`of the storage ${faults.share} fails, of statements ${faults.statements}`)
      },
    ],
  ]

  const withAServer = (weight: number, act: (instance: NonNullable<ReturnType<typeof aServer>>) => unknown): Action => [
    weight,
    async () => {
      const instance = aServer()
      if (instance) await act(instance)
      if (instance && cluster.up().length === 0) say(`${(await cluster.start()).name} starts`)
    },
  ]
  const stopping: Action[] = [
    withAServer(1, async instance => {
      const graceMs = pick([0, 500, 3000])!
      say(`${instance.name} is stopped within ${graceMs} ms`)
      await cluster.stop(instance, graceMs)
      say(`${instance.name} has ended`)
    }),
    withAServer(ground.isLasting ? 1 : 0, async instance => {
      say(`${instance.name} is killed`)
      await cluster.kill(instance)
    }),
    withAServer(ground.isShared ? 1 : 0, async () => {
      if (cluster.up().length < 3) say(`${(await cluster.start()).name} starts`)
    }),
    withAServer(ground.isShared ? 1 : 0, instance => {
      instance.isAway = !instance.isAway
      say(`the storage is ${instance.isAway ? 'away' : 'there'} for ${instance.name}`)
    }),
  ]

  return [
    ...talking,
    ...reading,
    ...changing,
    ...(has.cuts ? cutting : []),
    ...(has.deletions ? deleting : []),
    ...(has.sessionEnds ? ending : []),
    ...(has.jumps ? [[0.7, () => skip(pick([11 * MINUTE_MS, DAY_MS])!)] satisfies Action] : []),
    ...(has.strangers ? trying : []),
    ...(has.faults ? failing : []),
    ...(has.ends ? stopping : []),
  ]
}
