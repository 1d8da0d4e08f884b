import { isTerminal, parseEventId, type ReplyEvent } from '@parley/protocol'
import { summarize } from '../../src/storage/summarize.ts'
import { parseStream, type ReadEvent } from '../../src/testing/testServer.ts'
import type { Answer } from './createAsks.ts'
import type { Talk, Window, World } from './createWorld.ts'

type Start = Extract<ReplyEvent, { type: 'start' }>

/** Where a stream begins, and who wants to hear of it. */
interface From {
  talk?: Talk | undefined
  /** The last event that is here already. */
  after?: { runId: string; seq: number }
  onStart?: (start: Start, talk: Talk) => void
}

/** Reads streams: to their end, slowly, or until it leaves. Events have one text for all who read them, and one order. */
export function createReader(world: World) {
  const { chance, random, isWrong, say, pending, runs, has, isDisturbed } = world

  async function read(answer: Answer, label: string) {
    const reader = (answer.response.body as ReadableStream<Uint8Array>).getReader()
    const leavesAfter = chance(0.25) ? Math.floor(random() * 8) : Infinity
    const pauseMs = chance(0.15) ? 400 : 0
    const decoder = new TextDecoder()
    let text = ''
    let isCut = false
    let reads = 0
    pending.add(label)
    try {
      for (; reads < leavesAfter; reads++) {
        const step = await Promise.race([reader.read(), answer.instance.died])
        isCut = !step
        if (!step || step.done) break
        text += decoder.decode(step.value, { stream: true })
        if (pauseMs > 0) await new Promise(resolve => setTimeout(resolve, pauseMs))
      }
      if (reads >= leavesAfter) await reader.cancel()
    } catch (error) {
      isWrong(`${label}: ${String(error)}`)
    }
    pending.delete(label)
    return { text, isCut: isCut || reads >= leavesAfter }
  }

  function checkStart({ conversation, runId, userMessage }: Start) {
    const asked = summarize(userMessage!)
    const { activeRun, lastMessage, messageCount } = conversation!
    if (activeRun?.id !== runId) isWrong(`${runId} begins and its conversation names ${activeRun?.id}`)
    if (JSON.stringify(lastMessage) !== JSON.stringify(asked)) isWrong(`${runId} begins after ${lastMessage?.text}`)
    if (messageCount < 2) isWrong(`${runId} begins in a conversation of ${messageCount}`)
  }

  return async function readReply(window: Window, answer: Answer, { talk, after, onStart }: From): Promise<void> {
    const { visitor, session } = window
    const label = `${answer.askedAt} reads`
    const { text, isCut } = await read(answer, label)
    world.seeOwn(visitor, text, label)
    const events = parseStream(text)
    say(`  ${label} ${events.length} events to ${isCut ? 'leave' : events.at(-1)?.data}`)

    let { runId, seq = 0 } = after ?? {}
    let known = runId === undefined ? undefined : runs.get(runId)
    let isEnded = false
    let isRevoked = false

    const hear = ({ id, event, data }: ReadEvent): void => {
      if (!event) return
      if (isEnded) isWrong(`${label}: something after the end`)
      isEnded = isTerminal(event)
      if (id === undefined) {
        isRevoked = event.type === 'error' && event.code === 'session_revoked'
        // An end that the process which wrote the run did not tell has no number.
        const mayBeTold = isDisturbed || has.deletions || has.cuts || world.hasSkipped()
        if (!isEnded || !(isRevoked ? session?.mayHaveEnded : mayBeTold)) isWrong(`${label}: no number for ${data}`)
        return
      }
      const position = parseEventId(id)!
      runId ??= position.runId
      if (position.runId !== runId) isWrong(`${label}: events of another run`)
      if (position.seq !== ++seq) isWrong(`${label}: event ${position.seq} instead of ${seq}`)
      if (event.type === 'start') {
        talk = world.knowTalk(visitor, event.conversationId!, answer.askedAt)
        onStart?.(event, talk)
        if (event.conversation) checkStart(event)
        // What is told again from its message has other events.
        else known = new Map()
      }
      if (!known) runs.set(runId, (known = runs.get(runId) ?? new Map<number, string>()))
      const before = known.get(seq) ?? data
      if (before !== data && !(isEnded && isDisturbed)) isWrong(`${label}: ${id} was ${before} and is ${data}`)
      known.set(seq, data)
    }
    events.forEach(hear)

    const isDone = events.at(-1)?.data === '[DONE]'
    const last = known?.get(seq)
    const hadEnd = last !== undefined && isTerminal(JSON.parse(last) as ReplyEvent)
    if (isDone && !isEnded && !hadEnd) isWrong(`${label}: done without an end`)
    if (!isDone && !isCut && answer.instance.isUp) isWrong(`${label}: cut for no reason`)
    if ((!isEnded || isRevoked) && talk && seq > 0) visitor.cut.push({ talk, lastId: `${runId}.${seq}` })
  }
}
