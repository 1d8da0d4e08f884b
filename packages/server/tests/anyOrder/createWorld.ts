import type { ChatSession } from '@parley/protocol'
import { createRandom } from '../../../../scripts/createRandom.mjs'
import { pass, passReally } from './clock.ts'
import { wayNames } from './createAnswers.ts'
import { createCluster, type Faults } from './createCluster.ts'
import { grounds, type GroundName } from './createGround.ts'

export interface Visitor {
  index: number
  /** Somebody who is known; else the visitor token is all that there is. */
  userIdentifier?: string
  visitorToken?: string
  visitorId?: string
  windows: Window[]
  talks: Talk[]
  /** Streams that broke off, to go on with. */
  cut: { talk: Talk; lastId: string }[]
  /** What was said with a key, to be said again. */
  keyed: Saying[]
  /** Until when everything of this visitor may have been deleted. */
  erased: { to: number }[]
}

export interface Window {
  name: string
  visitor: Visitor
  session?: ChatSession & { endsAt: number; mayHaveEnded?: boolean; hasEndedAt?: number }
}

/** A conversation, and what is known of it outside of the server. */
export interface Talk {
  id: string
  path: string
  visitor: Visitor
  /** Somebody has asked to delete it, and may have succeeded. */
  mayBeGone?: boolean
  /** Its deletion was answered then. */
  goneAt?: number
  /** Until when messages in it may have been taken away. */
  cuts: { to: number }[]
}

/** What a visitor says once, however often it is asked for. */
export interface Saying {
  text: string
  visitor: Visitor
  talk?: Talk
  path: string
  body: object
  key?: string
  /** What it takes away. */
  cut?: { to: number }
  saidAt: number
  answers: ('pending' | 'taken' | 'refused' | 'unknown')[]
  isTaken?: boolean
  replyId?: string
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** Visitors, their windows, and servers over one database; what can happen to them, and what has. */
export async function createWorld(seed: number, name: GroundName) {
  const random = createRandom(seed)
  const chance = (share: number) => random() < share
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  const has = {
    faults: chance(0.4),
    ends: chance(0.4),
    deletions: chance(0.5),
    cuts: chance(0.6),
    sessionEnds: chance(0.4),
    jumps: chance(0.3),
    strangers: chance(0.4),
  }
  const isReal = name === 'postgres'
  const leaseMs = isReal ? 1500 : 15_000

  const begunAt = Date.now()
  let skippedMs = 0
  let moments = 0
  const wrong = new Set<string>()
  const trace = [JSON.stringify(has)]
  const say = (line: string) => void trace.push(`${Date.now() - begunAt + skippedMs} ${line}`)
  const isWrong = (what: string) => {
    if (!wrong.has(what)) say(`!! ${what}`)
    wrong.add(what)
  }

  const faults: Faults = { share: 0, statements: 0, happened: 0, unexpected: 0, isExpected: true }
  const now = () => Date.now() + skippedMs
  const ground = await grounds[name](createRandom(seed + 1), faults)
  const cluster = createCluster(ground, faults, { random: createRandom(seed + 2), now, leaseMs })

  const visitors = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index): Visitor => {
    const visitor: Visitor = { index, windows: [], talks: [], cut: [], keyed: [], erased: [] }
    if (chance(0.7)) visitor.userIdentifier = `u${seed}-${index}`
    const letters = chance(0.5) ? ['a', 'b'] : ['a']
    visitor.windows.push(...letters.map(letter => ({ name: `v${index}${letter}`, visitor })))
    return visitor
  })
  const talks = new Map<string, Talk>()
  const texts = new Map<Visitor, number>()

  return {
    random,
    chance,
    pick,
    has,
    isReal,
    leaseMs,
    wrong,
    trace,
    say,
    isWrong,
    faults,
    ground,
    cluster,
    visitors,
    windows: visitors.flatMap(({ windows }) => windows),
    talks,
    said: [] as Saying[],
    /** What is known of each run's events. */
    runs: new Map<string, Map<number, string>>(),
    /** What is not answered yet. */
    pending: new Set<string>(),
    erasedSessionIds: new Set<string>(),
    now,
    wait: isReal ? passReally : pass,
    skip: (ms: number) => void (skippedMs += ms),
    hasSkipped: () => skippedMs > 0,
    /** The order of what happens. */
    nextMoment: () => ++moments,
    /** Streams and answers may break off for reasons of their own. */
    isDisturbed: has.faults || has.ends,
    aServer: () => pick(cluster.up()),
    newText(visitor: Visitor, way = pick(wayNames)!) {
      const count = (texts.get(visitor) ?? 0) + 1
      texts.set(visitor, count)
      return `w${visitor.index}/${count} ${way}`
    },
    /** Each text names whose it is. */
    seeOwn(visitor: Visitor, text: string, where: string) {
      for (const [word, index] of text.matchAll(/w(\d+)\/\d+/g))
        if (Number(index) !== visitor.index) isWrong(`${where} tells visitor ${visitor.index} of ${word}`)
    },
    /** The conversation that an answer named, to what was asked at some moment. */
    knowTalk(visitor: Visitor, id: string, askedAt: number): Talk {
      const known = talks.get(id)
      if (known && known.visitor !== visitor) isWrong(`${id} is of two visitors`)
      if (known) return known
      const talk: Talk = { id, path: `/v1/conversations/${id}`, visitor, cuts: [] }
      if (visitor.erased.some(({ to }) => to > askedAt)) talk.mayBeGone = true
      talks.set(id, talk)
      visitor.talks.push(talk)
      return talk
    },
  }
}
