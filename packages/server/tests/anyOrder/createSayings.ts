import type { Conversation, Message } from '@parley/protocol'
import { say as userMessage } from '../../src/testing/testServer.ts'
import type { Asks } from './createAsks.ts'
import type { createReader } from './createReader.ts'
import type { Saying, Talk, Window, World } from './createWorld.ts'

export const stream = 'text/event-stream'

export interface Wishes {
  replaces?: string
  title?: string
  characterId?: string
}

export type Sayings = ReturnType<typeof createSayings>

/** What visitors say: each text once, and under one key one message with one reply. */
export function createSayings(world: World, { ask }: Asks, readReply: ReturnType<typeof createReader>) {
  const { chance, isWrong, said, nextMoment } = world

  /** In a conversation, or at the beginning of one. */
  function sayingOf(window: Window, talk: Talk | undefined, wishes: Wishes = {}, way?: string): Saying {
    const { visitor } = window
    const text = world.newText(visitor, way)
    const saying: Saying = {
      text,
      visitor,
      ...(talk && { talk }),
      path: talk ? `${talk.path}/messages` : '/v1/conversations',
      body: { message: userMessage(text), ...wishes },
      saidAt: nextMoment(),
      answers: [],
    }
    if (talk && wishes.replaces !== undefined) talk.cuts.push((saying.cut = { to: Infinity }))
    if (chance(0.6)) {
      saying.key = `k${said.length}`
      visitor.keyed.push(saying)
    }
    said.push(saying)
    return saying
  }

  /** Other words under the key of earlier ones. */
  function sayingInstead(window: Window, { key, path, talk, body }: Saying): Saying {
    const saying = sayingOf(window, path.endsWith('/messages') ? talk : undefined)
    const { message } = saying.body as { message: object }
    Object.assign(saying, { key, path, body: { ...body, message } })
    return saying
  }

  function begun(saying: Saying, talk: Talk, replyId?: string): void {
    // A key is forgotten with what was deleted: what is asked for after that is something else.
    const isForgotten = saying.talk?.mayBeGone
    if (isForgotten) return void (saying.talk = talk)
    saying.talk ??= talk
    if (saying.talk !== talk) isWrong(`${saying.text} is in two conversations`)
    if (replyId !== undefined && (saying.replyId ??= replyId) !== replyId) isWrong(`${saying.text} has two replies`)
  }

  /** Has it sent, perhaps once more. */
  async function deliver(window: Window, saying: Saying): Promise<void> {
    const { text, visitor, path, body, key, answers, cut, isTaken } = saying
    const isStream = chance(0.7)
    const isFirst = (other: Saying) => other.key === key && other.path === path && other.visitor === visitor
    const first =
      key === undefined ? undefined : said.find(other => other !== saying && other.isTaken && isFirst(other))
    const index = answers.push('pending') - 1
    if (cut) cut.to = Infinity
    const replaces = 'replaces' in body ? ` for ${String(body.replaces)}` : ''
    const what = `says ${text} in ${path}${replaces} with ${key ?? 'no key'}${isStream ? ', to read' : ''}`
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
    const talk = path.endsWith('/messages') ? saying.talk : undefined
    const answer = await ask(window, what, path, { body, headers, ...(isStream && { accept: stream }) }, talk)
    if (cut) cut.to = nextMoment()
    const { status = 500, code } = answer ?? {}
    answers[index] = status >= 500 || status === 410 ? 'unknown' : status < 300 ? 'taken' : 'refused'
    if (!answer || status >= 500 || status === 401) return
    if (!world.hasSkipped()) {
      if (isTaken && !saying.talk?.mayBeGone && status >= 400 && status !== 410)
        isWrong(`${text} was taken and is ${code} now`)
      if (first && !first.talk?.mayBeGone && code !== 'idempotency_conflict')
        isWrong(`${key} was used for ${first.text} and is ${status} for ${text}`)
    }
    if (status >= 300) return
    saying.isTaken = true
    if (status === 201) begun(saying, world.knowTalk(visitor, (answer.body as Conversation).id, answer.askedAt))
    else if (isStream)
      await readReply(window, answer, { talk, onStart: ({ messageId }, talk) => begun(saying, talk, messageId) })
    else {
      const { id, metadata } = (answer.body as { message: Message }).message
      begun(saying, saying.talk!, id)
      if (metadata.status === 'streaming') isWrong(`${text} is answered by what is still being written`)
    }
  }

  return { sayingOf, sayingInstead, deliver }
}
