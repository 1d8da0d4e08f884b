import {
  applyReplyEvent,
  emptyReply,
  isTerminal,
  messageText,
  type Conversation,
  type Message,
  type ReplyEvent,
} from '@parley/protocol'
import { summarize } from '../../src/storage/summarize.ts'
import { keptOf } from './checkTables.ts'
import type { Asks } from './createAsks.ts'
import type { Sayings } from './createSayings.ts'
import type { Saying, Talk, Visitor, World } from './createWorld.ts'

/** What is there when all is well again: everything that was acknowledged, once, and nothing that goes on for ever. */
export async function lookAtEnd(
  world: World,
  { ask, mint, messagesOf, listOf }: Asks,
  { sayingOf, deliver }: Sayings,
): Promise<void> {
  const { isWrong, said, visitors, talks, runs, wait, pending } = world

  /** What is asked, while time passes. */
  async function settled<T>(doing: Promise<T>): Promise<T | undefined> {
    let result: { value: T } | undefined
    void doing.then(value => (result = { value }))
    for (let tries = 0; tries < 600 && !result; tries++) await wait(20)
    if (!result) isWrong('something takes for ever')
    return result?.value
  }

  const kept: { talk: Talk; message: Message }[] = []
  /** What was said after it was read. */
  const late = new Set<Saying>()
  for (const visitor of visitors) await lookAt(visitor)
  for (const saying of said.filter(mayBeSaidAgain)) {
    late.add(saying)
    await settled(deliver(saying.visitor.windows[0]!, saying))
    if (saying.answers.at(-1) === 'unknown') isWrong(`${saying.text} cannot be said although all is well`)
  }
  await wait(10_000)
  if (pending.size > 0) isWrong(`never answered: ${[...pending].join('; ')}`)
  for (const saying of said) compareSaying(saying)
  for (const [runId, events] of runs) compareRun(runId, events)

  async function lookAt(visitor: Visitor): Promise<void> {
    const window = visitor.windows[0]!
    await settled(mint(window))
    const list = (await settled(listOf(window, 2))) ?? []
    for (const { id, activeRun } of list)
      if (activeRun) await settled(ask(window, `stops ${id}`, `${talks.get(id)!.path}/stop`, { method: 'POST' }))
    for (const talk of visitor.talks) {
      const { id, path, goneAt, mayBeGone } = talk
      const isListed = list.some(other => other.id === id)
      if (!isListed && !mayBeGone) isWrong(`${id} is lost`)
      if (goneAt !== undefined)
        for (const gone of [path, `${path}/messages`, `${path}/stream`])
          await settled(ask(window, `looks for ${id}`, gone, {}, talk))
      else if (isListed) await lookInto(talk)
    }
  }

  async function lookInto(talk: Talk): Promise<void> {
    const { id, path, visitor } = talk
    const window = visitor.windows[0]!
    const messages = (await settled(messagesOf(window, talk, 100))) ?? []
    const paged = await settled(messagesOf(window, talk, 3))
    const answer = await settled(ask(window, `gets ${id}`, path, {}, talk))
    const { activeRun, messageCount, lastMessage } = (answer?.body ?? {}) as Partial<Conversation>
    const last = JSON.stringify(messages.map(summarize).findLast(Boolean))
    if (JSON.stringify(paged) !== JSON.stringify(messages)) isWrong(`${id} is another in pages`)
    if (messageCount !== messages.length) isWrong(`${id} has ${messages.length} messages and counts ${messageCount}`)
    if (JSON.stringify(lastMessage) !== last) isWrong(`${id} ends with ${last} and says ${JSON.stringify(lastMessage)}`)
    if (activeRun) isWrong(`${id} is active for ever`)
    for (const { id, metadata } of messages) if (metadata.status === 'streaming') isWrong(`${id} is written for ever`)
    kept.push(...messages.map(message => ({ talk, message })))
    const more = sayingOf(window, talk, {}, 'ends')
    late.add(more)
    await settled(deliver(window, more))
    if (!more.isTaken) isWrong(`nothing can be said in ${id} any more`)
  }

  function mayBeSaidAgain({ key, text, answers, isTaken, talk }: Saying): boolean {
    const isOpen = key !== undefined && !isTaken && answers.includes('unknown')
    return isOpen && !talk?.mayBeGone && !talk?.cuts.length && !/hangs|listens|lasts/.test(text)
  }

  function compareSaying(saying: Saying): void {
    const { text, talk, answers, saidAt, isTaken } = saying
    const found = kept.filter(({ message }) => message.role === 'user' && messageText(message) === text)
    if (found.length > 1) isWrong(`${text} is there ${found.length} times`)
    if (talk && found.some(other => other.talk !== talk)) isWrong(`${text} is elsewhere`)
    if (found.length > 0 && answers.every(answer => answer === 'refused')) isWrong(`${text} was refused and is there`)
    const mayBeGone = !talk || talk.mayBeGone || talk.cuts.some(({ to }) => to > saidAt) || late.has(saying)
    if (isTaken && found.length === 0 && !mayBeGone) isWrong(`${text} is lost`)
  }

  /** The same message for who has read its events as for who reads it. */
  function compareRun(runId: string, events: Map<number, string>): void {
    const told = Array.from({ length: events.size }, (_, index) => events.get(index + 1))
    if (told.includes(undefined)) return
    const list = told.map(data => JSON.parse(data!) as ReplyEvent)
    const last = list.at(-1)
    if (!last || !isTerminal(last)) return
    // Its server may have told more than it could store.
    if (last.type === 'error' && last.code === 'stream_interrupted' && world.isDisturbed) return
    const { message } = list.reduce(applyReplyEvent, emptyReply())
    const stored = kept.find(other => other.message.id === message.id)
    if (stored && keptOf(stored.message) !== keptOf(message))
      isWrong(`${runId} told ${keptOf(message).slice(0, 400)} and is ${keptOf(stored.message).slice(0, 400)}`)
  }
}
