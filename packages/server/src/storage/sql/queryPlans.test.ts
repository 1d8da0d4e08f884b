import type { Message } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { BeginRun, Storage } from '../Storage.ts'
import { libsqlFlavour, openLibsql } from './libsqlStorage.ts'
import { sqlStorage } from './sqlStorage.ts'

const DAY_MS = 24 * 3_600_000

/** These may be read whole: events are those of some minutes, and a visitor is erased seldom, by hand. */
const fewRows = [/^SCAN run_events USING COVERING INDEX/]
const seldom = ['delete from "tokens" where "visitor_id" = ? returning "id"']

/** The embedded database does all its work where nobody else is answered meanwhile. */
test('no deletion and no upkeep reads the rows of everybody', async () => {
  const { statements, planOf, storage } = await setUp()
  await beginAll(storage)
  statements.clear()

  const [first] = (await storage.listMessages('v_1', 'c_1', { limit: 1 }))!
  await storage.deleteOwned('v_1', { messageNumber: first!.number })
  await storage.deleteOwned('v_1', { conversationId: 'c_2' })
  await storage.upkeep({ now: DAY_MS, runIds: ['r_3'], leaseUntil: 2 * DAY_MS })
  await storage.upkeep({ now: 9 * DAY_MS, runIds: [], leaseUntil: 0, deleteBefore: 8 * DAY_MS })
  await storage.createConversation('v_1', { id: 'c_last', title: '', titled: false, createdAt: 1 }, [])
  await storage.deleteOwned('v_1', 'everything')
  expect(await storage.listConversations('v_1', { limit: 9 })).toEqual([])

  const written = [...statements].filter(statement => /^(delete|update)/.test(statement))
  // Nothing was left out for there being nothing of its kind.
  for (const table of ['conversations', 'messages', 'runs', 'run_events', 'idempotency', 'tokens'])
    expect(written.join('\n')).toContain(`delete from "${table}"`)
  const scans = [...statements]
    .filter(statement => !seldom.includes(statement))
    .flatMap(statement => planOf(statement).map(step => ({ step, statement })))
    .filter(({ step }) => step.includes('SCAN') && !fewRows.some(few => few.test(step)))
  expect(scans).toEqual([])
  await storage.close()
})

async function setUp() {
  const { database, db } = await openLibsql(':memory:')
  const prepare = database.prepare.bind(database)
  const statements = new Set<string>()
  database.prepare = statement => {
    statements.add(statement)
    return prepare(statement)
  }
  const planOf = (statement: string): string[] => {
    const values = Array.from(statement.matchAll(/\?/g), () => null)
    const steps = prepare(`explain query plan ${statement}`).all(values) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  }
  return { statements, planOf, storage: sqlStorage(db, libsqlFlavour) }
}

/** Conversations with a reply each: of a message that is deleted, deleted itself, kept up, and of a process that is gone. */
async function beginAll(storage: Storage): Promise<void> {
  for (const number of [1, 2, 3, 4]) {
    const begin = beginOf(number)
    await storage.beginRun('v_1', begin)
    await storage.saveRun('v_1', { now: 2, runId: begin.run.id, message: begin.reply, events: { first: 1, text: 'x' } })
  }
}

const message = (id: string, role: Message['role'], status: Message['metadata']['status']): Message => ({
  id,
  role,
  parts: [],
  metadata: { createdAt: new Date(1).toISOString(), status },
})

const beginOf = (number: number): BeginRun => ({
  now: 1,
  conversationId: `c_${number}`,
  create: { conversation: { id: `c_${number}`, title: '', titled: false, createdAt: 1 }, messages: [] },
  userMessage: message(`m_${number}`, 'user', 'complete'),
  reply: message(`a_${number}`, 'assistant', 'streaming'),
  run: { id: `r_${number}`, instanceId: 'i', leaseUntil: 2 },
  idempotency: { operation: 'send', key: `k_${number}`, bodyHash: 'h', expiresAt: DAY_MS },
})
