import { applyReplyEvent, emptyReply, isTerminal, messageText, type Message, type ReplyEvent } from '@parley/protocol'
import { dataOf, splitEvents } from '../../src/operations/runs/runLog.ts'
import { readMessage } from '../../src/storage/sql/rows.ts'
import type { MessageRow } from '../../src/storage/sql/schema.ts'
import { shorten, summarize } from '../../src/storage/summarize.ts'
import type { Row, Tables } from './createGround.ts'

/** What is wrong with what is stored: each table says the same as the others, after every transaction. */
export function checkTables(tables: Tables): string[] {
  const wrong: string[] = []
  const { conversations, messages, runs, run_events: chunks, idempotency } = tables
  const conversationOf = new Map<unknown, Row>(conversations.map(row => [row['id'], row]))
  const runOf = new Map<unknown, Row>(runs.map(row => [row['id'], row]))
  const running = runs.filter(row => row['status'] === 'running')
  for (const [name, rows] of Object.entries({ messages, runs, idempotency }))
    for (const row of rows) {
      const conversation = conversationOf.get(row['conversation_id'])
      if (!conversation) wrong.push(`a row of ${name} has no conversation ${row['conversation_id']}`)
      else if (conversation['visitor_id'] !== row['visitor_id']) wrong.push(`a row of ${name} is another visitor's`)
    }
  for (const chunk of chunks) if (!runOf.has(chunk['run_id'])) wrong.push(`events without a run ${chunk['run_id']}`)
  for (const run of running)
    if (conversationOf.get(run['conversation_id'])?.['active_run_id'] !== run['id'])
      wrong.push(`${run['id']} runs and its conversation does not know it`)

  const messageOf = new Map<unknown, { row: Row; message: Message }>()
  const ofConversation = new Map<unknown, Message[]>()
  for (const row of messages) {
    const { message } = readMessage(row as unknown as MessageRow)
    messageOf.set(row['id'], { row, message })
    const list = ofConversation.get(row['conversation_id']) ?? []
    ofConversation.set(row['conversation_id'], list)
    list.push(message)
  }
  const writing = new Set(running.map(run => run['message_id']))
  for (const { message } of messageOf.values())
    if ((message.metadata.status === 'streaming') !== writing.has(message.id))
      wrong.push(
        `${message.id} is ${message.metadata.status} and its run ${writing.has(message.id) ? 'runs' : 'has ended'}`,
      )

  for (const conversation of conversations) {
    const id = conversation['id']
    const list = ofConversation.get(id) ?? []
    if (conversation['message_count'] !== list.length)
      wrong.push(`${id} has ${list.length} messages and counts ${conversation['message_count']}`)
    const active = conversation['active_run_id']
    if (active !== null && runOf.get(active)?.['status'] !== 'running')
      wrong.push(`${id} names ${active}, which is over`)
    const last = list
      .filter(({ metadata }) => metadata.status !== 'streaming')
      .map(summarize)
      .findLast(Boolean)
    if (conversation['last_message'] !== (last ? JSON.stringify(last) : null))
      wrong.push(`${id} ends with ${JSON.stringify(last)} and says ${conversation['last_message']}`)
    const first = list.find(({ role }) => role === 'user')
    const title = first ? shorten(messageText(first), 60) : ''
    if (conversation['titled'] === 0 && first && conversation['title'] !== title)
      wrong.push(`${id} begins with ${title} and is called ${conversation['title']}`)
  }

  const textOf = new Map<string, string>()
  for (const chunk of chunks) {
    const { run_id, first, body } = chunk
    const runId = String(run_id)
    const so = textOf.get(runId) ?? ''
    const length = so.split('\n\n').length - 1
    if (first !== length + 1) wrong.push(`${runId} has ${length} events, and then the ${first}th`)
    textOf.set(runId, so + body)
  }
  for (const [runId, text] of textOf) {
    const run = runOf.get(runId)!
    const events = splitEvents(text).map(event => JSON.parse(dataOf(event)!) as ReplyEvent)
    const ends = events.filter(isTerminal).length
    // What another process has ended has no end of its own.
    const mayLack = run['status'] === 'interrupted' || run['status'] === 'stopped'
    if (
      (ends !== (run['status'] === 'running' ? 0 : 1) && !(mayLack && ends === 0)) ||
      (ends > 0 && !isTerminal(events.at(-1)!))
    )
      wrong.push(`${runId} is ${run['status']} and has ${ends} ends`)
    const stored = messageOf.get(run['message_id'])
    if (!stored) continue
    const told = events.reduce(applyReplyEvent, emptyReply()).message
    const kept = keptOf(stored.message)
    if (ends === 0) told.metadata.status = stored.message.metadata.status
    if (kept !== keptOf(told)) wrong.push(`${runId} told ${keptOf(told)} and its message is ${kept}`)
  }
  return wrong
}

/** What a message and its events must agree on. */
export function keptOf({ id, parts, metadata }: Message): string {
  const kept = Object.entries(metadata).filter(([name]) => name !== 'feedback')
  return JSON.stringify([id, parts, kept.sort(([a], [b]) => a.localeCompare(b))])
}
