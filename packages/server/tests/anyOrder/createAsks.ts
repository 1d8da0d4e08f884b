import {
  problems,
  type ChatSession,
  type Conversation,
  type Message,
  type Problem,
  type ProblemCode,
} from '@parley/protocol'
import { ORIGIN, SECRET_KEY, type Sent } from '../../src/testing/testServer.ts'
import type { Instance } from './createCluster.ts'
import type { Talk, Window, World } from './createWorld.ts'

export interface Answer {
  status: number
  code?: Problem['code']
  body?: unknown
  response: Response
  instance: Instance
  askedAt: number
  at: number
}

export const asSecret = { token: SECRET_KEY, origin: null }

export type Asks = ReturnType<typeof createAsks>

/** Requests, each answer of which must be one that can be right. */
export function createAsks(world: World) {
  const { say, isWrong, pending, faults, ground, has, pick, now, aServer, nextMoment, knowTalk } = world

  async function send(instance: Instance, what: string, path: string, init: Sent): Promise<Answer | undefined> {
    const askedAt = nextMoment()
    const label = `${askedAt} ${what} on ${instance.name}`
    say(label)
    pending.add(label)
    const before = { ...faults }
    try {
      const response = await Promise.race([instance.server.send(path, init), instance.died])
      if (!response) say(`  ${askedAt}: killed`)
      if (!response) return undefined
      const { status } = response
      const answer: Answer = { status, response, instance, askedAt, at: nextMoment() }
      if (response.headers.get('content-type')?.includes('json')) answer.body = await response.json()
      if (status >= 400) checkProblem(answer, what, before)
      say(`  ${askedAt}: ${status} ${answer.code ?? ''}`)
      return answer
    } catch (error) {
      isWrong(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    } finally {
      pending.delete(label)
    }
  }

  function checkProblem(answer: Answer, what: string, before: typeof faults): void {
    const { status, instance } = answer
    const { code } = answer.body as Problem
    answer.code = code
    if (problems[code as ProblemCode]?.status !== status) isWrong(`${code} is answered as ${status}`)
    if (code === 'server_error' && faults.unexpected === before.unexpected) isWrong(`${what}: 500 for no reason`)
    const mayBeAway = faults.happened > before.happened || !instance.isUp || (has.ends && ground.isShared)
    if (code === 'unavailable' && !mayBeAway) isWrong(`${what}: 503 for no reason`)
    if ([400, 403, 413, 415, 429].includes(status)) isWrong(`${what}: ${status}`)
  }

  /** What a window asks; with a conversation, one that must be there for it, or must be gone. */
  async function ask(
    window: Window,
    what: string,
    path: string,
    init: Sent = {},
    talk?: Talk,
  ): Promise<Answer | undefined> {
    const instance = aServer()
    const { session } = window
    if (!instance || !session) return undefined
    const wasGone = talk?.goneAt !== undefined
    const answer = await send(instance, `${window.name} ${what}`, path, { token: session.clientToken, ...init })
    if (!answer || answer.status >= 500) return answer
    const { status, code, body, askedAt } = answer
    if (body !== undefined) world.seeOwn(window.visitor, JSON.stringify(body), what)
    if (status === 401) {
      if (!session.mayHaveEnded && now() < session.endsAt) isWrong(`${what}: ${code} although the session is good`)
      if (window.session === session) delete window.session
    } else if (session.hasEndedAt !== undefined && session.hasEndedAt < askedAt)
      isWrong(`${what}: ${status} although the session has ended`)
    else if (wasGone && status !== 404) isWrong(`${what}: ${status} although ${talk.id} is deleted`)
    if (talk && status === 404 && !talk.mayBeGone && talk.cuts.length === 0)
      isWrong(`${what}: 404 although ${talk.id} is there`)
    return answer
  }

  async function mint(window: Window): Promise<void> {
    const instance = aServer()
    if (!instance) return
    const { visitor } = window
    const { userIdentifier, visitorToken } = visitor
    const expiresAfter = pick([60, 900, 3600])!
    const endsAt = now() + expiresAfter * 1000
    const answer = await send(instance, `${window.name} mints`, '/v1/chatSessions', {
      ...asSecret,
      body: {
        embedOrigin: ORIGIN,
        expiresAfter,
        ...(userIdentifier !== undefined && { userIdentifier }),
        ...(visitorToken !== undefined && { visitorToken }),
      },
    })
    if (answer?.status !== 201) return
    const session = answer.body as ChatSession
    visitor.visitorId ??= session.visitorId
    if (session.visitorId !== visitor.visitorId) return isWrong(`${window.name} is another visitor now`)
    if (session.visitorToken !== undefined) visitor.visitorToken = session.visitorToken
    window.session = { ...session, endsAt }
  }

  /** Pages until there is no other; undefined when one is refused. */
  async function pages<T>(
    read: (cursor: string) => Promise<{ items: T[]; next: string | null } | undefined>,
  ): Promise<T[][] | undefined> {
    const all: T[][] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await read(cursor)
      if (!page) return undefined
      all.push(page.items)
      cursor = page.next
    }
    return all
  }

  async function messagesOf(window: Window, talk: Talk, limit: number): Promise<Message[] | undefined> {
    const read = await pages(async cursor => {
      const query = `limit=${limit}${cursor && `&before=${cursor}`}`
      const answer = await ask(window, `reads ${talk.id}`, `${talk.path}/messages?${query}`, {}, talk)
      if (answer?.status !== 200) return undefined
      const { messages, previousCursor } = answer.body as { messages: Message[]; previousCursor: string | null }
      if (messages.length > limit) isWrong(`a page of ${messages.length} messages`)
      return { items: messages, next: previousCursor }
    })
    const messages = read?.reverse().flat()
    if (messages && new Set(messages.map(({ id }) => id)).size < messages.length)
      isWrong(`${talk.id} repeats a message over pages`)
    return messages
  }

  async function listOf(window: Window, limit: number, query = ''): Promise<Conversation[] | undefined> {
    const read = await pages(async cursor => {
      const asked = `limit=${limit}&query=${encodeURIComponent(query)}${cursor && `&cursor=${cursor}`}`
      const answer = await ask(window, `lists ${query}`, `/v1/conversations?${asked}`)
      if (answer?.status !== 200) return undefined
      const { conversations, nextCursor } = answer.body as { conversations: Conversation[]; nextCursor: string | null }
      for (const [index, { id, title, updatedAt }] of conversations.entries()) {
        const { goneAt = Infinity } = knowTalk(window.visitor, id, answer.askedAt)
        if (goneAt < answer.askedAt) isWrong(`${id} is deleted and listed`)
        if (!title.toLowerCase().includes(query.toLowerCase())) isWrong(`${title} is found by ${query}`)
        if (index > 0 && conversations[index - 1]!.updatedAt < updatedAt) isWrong('a list is out of order')
      }
      return { items: conversations, next: nextCursor }
    })
    return read?.flat()
  }

  return { send, ask, mint, messagesOf, listOf }
}
