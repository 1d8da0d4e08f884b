import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '@parley/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { memoryStorage } from './memoryStorage.ts'
import { libsqlStorage } from './sql/libsqlStorage.ts'
import { postgresStorage } from './sql/postgres/postgresStorage.ts'
import type { BeginRun, Storage } from './Storage.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'parley-storage-'))
const folders: string[] = []
const newFile = () => {
  const made = folder()
  folders.push(made)
  return join(made, 'parley.db')
}
afterEach(() => folders.splice(0).forEach(made => rmSync(made, { recursive: true })))

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

const variants: Record<string, () => Promise<Storage>> = {
  memory: async () => memoryStorage(),
  libsql: () => libsqlStorage({ path: newFile() }),
  postgres: async () => postgresStorage({ url: await postgres.newDatabase() }),
}

let nextId = 0
const id = (prefix: string) => `${prefix}_${++nextId}`
const at = (ms: number) => new Date(ms).toISOString()

const message = (
  role: Message['role'],
  text: string,
  ms = 1000,
  status: Message['metadata']['status'] = 'complete',
) => ({
  id: id('m'),
  role,
  parts: text ? [{ type: 'text' as const, text }] : [],
  metadata: { createdAt: at(ms), status },
})

const conversation = (title = '', createdAt = 1000) => ({ id: id('c'), title, titled: title !== '', createdAt })

const begin = (conversationId: string, more: Partial<BeginRun> = {}): BeginRun => ({
  now: 2000,
  conversationId,
  userMessage: message('user', 'a question', 2000),
  reply: message('assistant', '', 2000, 'streaming'),
  run: { id: id('r'), instanceId: 'i_1', leaseUntil: 62_000 },
  ...more,
})

const remove = (storage: Storage, visitorId: string, conversationId: string) =>
  storage.deleteOwned(visitorId, { conversationId })

const finish = (storage: Storage, visitorId: string, run: BeginRun, text: string, now = 3000) =>
  storage.saveRun(visitorId, {
    now,
    runId: run.run.id,
    message: { ...run.reply, parts: [{ type: 'text', text }], metadata: { ...run.reply.metadata, status: 'complete' } },
    events: { first: 1, text: 'id: x.1\ndata: {}\n\n' },
    ended: 'complete',
  })

describe.each(Object.keys(variants))('%s storage', name => {
  let storage: Storage
  beforeEach(async () => {
    storage = await variants[name]!()
  })
  afterEach(() => storage.close())

  const session = (hash: string, more: object = {}) => ({
    kind: 'session' as const,
    hash,
    id: `cs_${hash}`,
    visitorId: 'v_1',
    keyId: 'k',
    embedOrigin: 'https://a.example',
    expiresAt: 10_000,
    ...more,
  })
  const visitorToken = (hash: string, expiresAt = 10_000) => ({
    kind: 'visitor' as const,
    hash,
    visitorId: 'v_1',
    keyId: 'k',
    embedOrigin: null,
    expiresAt,
  })

  test('tokens come back as they were put; a visitor token slides', async () => {
    await storage.putTokens([session('a'), visitorToken('b')], 1)
    expect(await storage.findToken('a')).toEqual(session('a'))
    await storage.putTokens([visitorToken('b', 20_000)], 2)
    expect(await storage.findToken('b')).toEqual(visitorToken('b', 20_000))
    expect(await storage.findToken('c')).toBeUndefined()
  })

  test('tokens are forgotten a day after they expired', async () => {
    await storage.putTokens([session('a')], 1)
    const later = 10_000 + 24 * 3_600_000 + 1
    await storage.putTokens([session('b', { expiresAt: 1e9 })], later)
    await storage.upkeep({ now: later, runIds: [], leaseUntil: later })
    expect(await storage.findToken('a')).toBeUndefined()
    expect(await storage.findToken('b')).toBeDefined()
  })

  test('sessions are revoked by id and by user, and can take the visitor token along', async () => {
    await storage.putTokens([session('a', { visitorTokenHash: 'vt' }), visitorToken('vt')], 1)
    await storage.putTokens([session('b', { userIdentifier: 'u' }), session('c', { userIdentifier: 'u' })], 1)
    expect(await storage.revokeSessions({ sessionId: 'cs_a' }, 5)).toEqual(['cs_a'])
    expect(await storage.findToken('a')).toMatchObject({ revokedAt: 5 })
    expect(await storage.findToken('vt')).toBeDefined()
    await storage.revokeSessions({ sessionId: 'cs_a', forget: true }, 6)
    expect(await storage.findToken('a')).toMatchObject({ revokedAt: 5 })
    expect(await storage.findToken('vt')).toBeUndefined()
    expect((await storage.revokeSessions({ userIdentifier: 'u' }, 7)).sort()).toEqual(['cs_b', 'cs_c'])
    expect(await storage.revokeSessions({ userIdentifier: 'nobody' }, 8)).toEqual([])
  })

  test('nothing is written for a session that has ended, looked at in the transaction itself', async () => {
    const [good, revoked, expired] = [session('a'), session('b'), session('c', { expiresAt: 1999 })]
    await storage.putTokens([good, revoked, expired], 1000)
    const as = (tokenHash: string) => ({ visitorId: 'v_1', tokenHash, now: 2000 })
    const first = await storage.createConversation(as(good.hash), conversation('kept'), [])
    const run = begin(first.id)
    expect(await storage.beginRun(as(good.hash), run)).toMatchObject({ outcome: 'begun' })
    await storage.revokeSessions({ sessionId: revoked.id }, 1500)
    const before = [
      await storage.listConversations('v_1', { limit: 9 }),
      await storage.findRun('v_1', { conversationId: first.id }),
    ]
    for (const [hash, code] of [
      [revoked.hash, 'session_revoked'],
      [expired.hash, 'session_expired'],
      ['hash_of_nothing', 'unauthorized'],
    ] as const) {
      const by = as(hash)
      const writes = [
        () => storage.createConversation(by, conversation(), []),
        () => storage.updateConversation(by, first.id, { title: 'no' }),
        () => storage.deleteOwned(by, { conversationId: first.id }),
        () => storage.deleteOwned(by, 'everything'),
        () => storage.setFeedback(by, first.id, run.reply.id, { rating: 'up' }),
        () => storage.beginRun(by, begin(first.id)),
      ]
      for (const write of writes) await expect(write()).rejects.toMatchObject({ name: 'SessionEnded', code })
    }
    expect([
      await storage.listConversations('v_1', { limit: 9 }),
      await storage.findRun('v_1', { conversationId: first.id }),
    ]).toEqual(before)
  })

  test('a conversation belongs to its visitor; to others it is not there', async () => {
    const made = await storage.createConversation('v_1', conversation('Mine'), [message('assistant', 'Hello')])
    expect(made).toMatchObject({ title: 'Mine', messageCount: 1, lastMessage: { role: 'assistant', text: 'Hello' } })
    expect(await storage.getConversation('v_1', made.id)).toEqual(made)
    const [greeting] = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    const run = begin(made.id)

    expect(await storage.getConversation('v_2', made.id)).toBeUndefined()
    expect(await storage.updateConversation('v_2', made.id, { title: 'Theirs' })).toBeUndefined()
    expect(await storage.listConversations('v_2', { limit: 9 })).toEqual([])
    expect(await storage.listMessages('v_2', made.id, { limit: 9 })).toBeUndefined()
    expect(await storage.setFeedback('v_2', made.id, greeting!.message.id, { rating: 'up' })).toBe(false)
    expect(await storage.beginRun('v_2', run)).toEqual({ outcome: 'not_found' })
    expect(await remove(storage, 'v_2', made.id)).toEqual({ found: false, runIds: [], sessionIds: [] })
    expect((await storage.beginRun('v_1', run)).outcome).toBe('begun')
    expect(await finish(storage, 'v_2', run, 'stolen')).toBe(false)
    expect(await storage.findRun('v_2', { runId: run.run.id })).toBeUndefined()
    expect(await storage.findRun('v_2', { conversationId: made.id })).toBeUndefined()
    expect(await storage.getConversation('v_1', made.id)).toMatchObject({ title: 'Mine', activeRunId: run.run.id })
  })

  test('lists by newest update, page by page, also when updates share a time', async () => {
    for (let index = 0; index < 7; index++)
      await storage.createConversation('v_1', conversation(`n${index}`, index < 4 ? 1000 : 2000), [])
    const seen: string[] = []
    let before: { updatedAt: number; number: number } | undefined
    for (;;) {
      const page = await storage.listConversations('v_1', { limit: 2, ...(before && { before }) })
      seen.push(...page.map(record => record.title))
      const last = page.at(-1)
      if (!last) break
      before = { updatedAt: last.updatedAt, number: last.number }
    }
    expect(seen).toEqual(['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0'])
  })

  test('finds titles in any case, and takes wildcards as letters', async () => {
    for (const title of ['Größe ÄÖ', '100% sure', '100 ways', 'a_b', 'a\\b'])
      await storage.createConversation('v_1', conversation(title), [])
    const find = async (query: string) =>
      (await storage.listConversations('v_1', { limit: 9, query })).map(record => record.title)
    expect(await find('größe äö')).toEqual(['Größe ÄÖ'])
    expect(await find('100%')).toEqual(['100% sure'])
    expect(await find('_')).toEqual(['a_b'])
    expect(await find('\\')).toEqual(['a\\b'])
    expect(await find("' or 1=1 --")).toEqual([])
  })

  test('pages messages backwards, oldest first within a page', async () => {
    const texts = ['one', 'two', 'three', 'four', 'five']
    const made = await storage.createConversation(
      'v_1',
      conversation(),
      texts.map(text => message('user', text)),
    )
    const textOf = (records: { message: Message }[] | undefined) =>
      records!.map(record => (record.message.parts[0] as { text: string }).text)
    const last = await storage.listMessages('v_1', made.id, { limit: 2 })
    expect(textOf(last)).toEqual(['four', 'five'])
    const before = await storage.listMessages('v_1', made.id, { limit: 9, before: last![0]!.number })
    expect(textOf(before)).toEqual(['one', 'two', 'three'])
    expect(await storage.listMessages('v_1', made.id, { limit: 9, before: before![0]!.number })).toEqual([])
  })

  test('a run stores question and empty reply together, then the reply as it grows', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    const begun = await storage.beginRun('v_1', run)
    expect(begun).toMatchObject({
      outcome: 'begun',
      userMessage: run.userMessage,
      conversation: { title: 'a question', messageCount: 2, updatedAt: 2000, activeRunId: run.run.id },
    })
    const partial: Message = { ...run.reply, parts: [{ type: 'text', text: 'so far 😀' }] }
    await storage.saveRun('v_1', { now: 2100, runId: run.run.id, message: partial, events: { first: 1, text: 'one' } })
    expect((await storage.listMessages('v_1', made.id, { limit: 9 }))!.at(-1)!.message).toEqual(partial)
    await storage.saveRun('v_1', { now: 2200, runId: run.run.id, message: partial, events: { first: 2, text: 'two' } })
    const running = await storage.findRun('v_1', { conversationId: made.id })
    expect(running).toMatchObject({
      run: { id: run.run.id, status: 'running', instanceId: 'i_1', leaseUntil: 62_000 },
      chunks: [
        { first: 1, text: 'one' },
        { first: 2, text: 'two' },
      ],
    })
    const ended: Message = { ...partial, metadata: { ...partial.metadata, status: 'complete' } }
    expect(await storage.saveRun('v_1', { now: 2300, runId: run.run.id, message: ended, ended: 'complete' })).toBe(true)
    const after = await storage.getConversation('v_1', made.id)
    expect(after).toMatchObject({ updatedAt: 2300, lastMessage: { role: 'assistant', text: 'so far 😀' } })
    expect(after).not.toHaveProperty('activeRunId')
    expect(await storage.findRun('v_1', { runId: run.run.id })).toMatchObject({
      message: ended,
      run: { status: 'complete', endedAt: 2300 },
    })
    expect(await finish(storage, 'v_1', run, 'too late')).toBe(false)
    expect((await storage.findRun('v_1', { runId: run.run.id }))!.message).toEqual(ended)
  })

  test('one run at a time per conversation', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    await storage.beginRun('v_1', run)
    expect(await storage.beginRun('v_1', begin(made.id))).toEqual({ outcome: 'run_active', runId: run.run.id })
    await finish(storage, 'v_1', run, 'done')
    expect((await storage.beginRun('v_1', begin(made.id))).outcome).toBe('begun')
  })

  test('the same idempotency key is the same run, until it expires; another body conflicts', async () => {
    const idempotency = { operation: 'send', key: 'k1', bodyHash: 'h1', expiresAt: 90_000 }
    const first = begin(id('c'), { idempotency })
    const create = { conversation: { ...conversation(), id: first.conversationId }, messages: [] }
    expect((await storage.beginRun('v_1', { ...first, create })).outcome).toBe('begun')
    const again = begin(id('c'), { idempotency })
    const createAgain = { conversation: { ...conversation(), id: again.conversationId }, messages: [] }
    expect(await storage.beginRun('v_1', { ...again, create: createAgain })).toEqual({
      outcome: 'repeated',
      runId: first.run.id,
      conversationId: first.conversationId,
    })
    const changed = { ...idempotency, bodyHash: 'h2' }
    expect(await storage.beginRun('v_1', begin(first.conversationId, { idempotency: changed }))).toEqual({
      outcome: 'idempotency_conflict',
    })
    await finish(storage, 'v_1', first, 'done')
    for (const more of [{ idempotency: { ...changed, operation: 'other' } }, { idempotency: changed, now: 90_000 }]) {
      const run = begin(first.conversationId, more)
      expect((await storage.beginRun('v_1', run)).outcome).toBe('begun')
      await finish(storage, 'v_1', run, 'done')
    }
    expect((await storage.listConversations('v_1', { limit: 9 })).length).toBe(1)
  })

  test('truncation removes a message and what follows, with the new run, or nothing', async () => {
    const made = await storage.createConversation('v_1', conversation(), [message('assistant', 'Hi, I greet you')])
    const one = begin(made.id)
    await storage.beginRun('v_1', one)
    await finish(storage, 'v_1', one, 'answer one')
    const two = begin(made.id, { userMessage: message('user', 'second question') })
    await storage.beginRun('v_1', two)
    await finish(storage, 'v_1', two, 'answer two')
    const all = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    const [greeting, , answerOne] = all.map(record => record.message)
    const { userMessage: _, ...regenerate } = begin(made.id)

    const refused = async (truncate: NonNullable<BeginRun['truncate']>, outcome: string) => {
      expect(await storage.beginRun('v_1', { ...regenerate, truncate })).toEqual({ outcome })
      expect(await storage.listMessages('v_1', made.id, { limit: 9 })).toEqual(all)
    }
    await refused({ messageId: 'm_none', role: 'assistant' }, 'not_found')
    await refused({ messageId: answerOne!.id, role: 'user' }, 'not_replaceable')
    await refused({ messageId: greeting!.id, role: 'assistant' }, 'not_replaceable')

    const begun = await storage.beginRun('v_1', {
      ...regenerate,
      truncate: { messageId: answerOne!.id, role: 'assistant' },
    })
    expect(begun).toMatchObject({ userMessage: one.userMessage, conversation: { messageCount: 3 } })
    const left = (await storage.listMessages('v_1', made.id, { limit: 9 }))!.map(record => record.message.id)
    expect(left).toEqual([greeting!.id, one.userMessage!.id, regenerate.reply.id])
    expect(await storage.findRun('v_1', { runId: two.run.id })).toBeUndefined()
  })

  test('a conversation is found by its number and by what a client of a dialect calls it, by its visitor only', async () => {
    const given = { ...conversation('Theirs'), dialect: 'gram', externalId: 'x-1' }
    const made = await storage.createConversation('v_1', given, [])
    const keys = [made.id, { number: made.number }, { dialect: 'gram', externalId: 'x-1' }]
    for (const key of keys) {
      expect(await storage.getConversation('v_1', key)).toEqual(made)
      expect(await storage.getConversation('v_2', key)).toBeUndefined()
    }
    expect(await storage.getConversation('v_1', { dialect: 'aiSdk', externalId: 'x-1' })).toBeUndefined()
    const again = begin('unused', { create: { conversation: { ...given, id: id('c') }, messages: [] } })
    expect(await storage.beginRun('v_1', again)).toEqual({ outcome: 'exists', conversationId: made.id })
    expect((await storage.beginRun('v_2', again)).outcome).toBe('begun')
  })

  test('a message can be added without a run, and one message deleted, by its visitor only', async () => {
    const made = await storage.createConversation('v_1', conversation(), [message('user', 'one')])
    const append = { append: message('assistant', 'two'), now: 5000 }
    expect(await storage.updateConversation('v_2', made.id, append)).toBeUndefined()
    expect(await storage.updateConversation('v_1', made.id, append)).toMatchObject({
      messageCount: 2,
      updatedAt: 5000,
      lastMessage: { text: 'two' },
    })
    const [one, two] = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    expect((await storage.deleteOwned('v_2', { messageNumber: two!.number })).found).toBe(false)
    expect((await storage.deleteOwned('v_1', { messageNumber: two!.number })).found).toBe(true)
    expect((await storage.deleteOwned('v_1', { messageNumber: two!.number })).found).toBe(false)
    expect(await storage.listMessages('v_1', made.id, { limit: 9 })).toEqual([one])
    expect(await storage.getConversation('v_1', made.id)).toMatchObject({
      messageCount: 1,
      lastMessage: { text: 'one' },
    })
  })

  test('deleting a reply that is being written ends its run and frees the conversation', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    await storage.beginRun('v_1', run)
    const [, reply] = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    expect(await storage.deleteOwned('v_1', { messageNumber: reply!.number })).toMatchObject({ runIds: [run.run.id] })
    expect(await storage.getConversation('v_1', made.id)).not.toHaveProperty('activeRunId')
    expect(await finish(storage, 'v_1', run, 'late')).toBe(false)
    expect((await storage.beginRun('v_1', begin(made.id))).outcome).toBe('begun')
  })

  test('the key of a reply that was deleted begins another', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const idempotency = { operation: 'send', key: 'k1', bodyHash: 'h1', expiresAt: 90_000 }
    const run = begin(made.id, { idempotency })
    await storage.beginRun('v_1', run)
    await finish(storage, 'v_1', run, 'answered')
    const [, reply] = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    await storage.deleteOwned('v_1', { messageNumber: reply!.number })
    expect((await storage.beginRun('v_1', begin(made.id, { idempotency }))).outcome).toBe('begun')
  })

  test('deleting another message leaves a reply that is being written as it is', async () => {
    const made = await storage.createConversation('v_1', conversation(), [message('assistant', 'Good day')])
    const [before, run] = [begin(made.id), begin(made.id)]
    await storage.beginRun('v_1', before)
    await finish(storage, 'v_1', before, 'answered')
    await storage.beginRun('v_1', run)
    const others = (await storage.listMessages('v_1', made.id, { limit: 9 }))!.slice(0, -1)
    for (const { number } of others)
      expect(await storage.deleteOwned('v_1', { messageNumber: number })).toMatchObject({ found: true, runIds: [] })
    const active = { activeRunId: run.run.id, messageCount: 1 }
    expect(await storage.getConversation('v_1', made.id)).toMatchObject(active)
    expect(await storage.beginRun('v_1', begin(made.id))).toEqual({ outcome: 'run_active', runId: run.run.id })
    expect(await finish(storage, 'v_1', run, 'in time')).toBe(true)
  })

  test('pages of messages go on after a number as well as before one', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e']
    const messages = texts.map(text => message('user', text))
    const made = await storage.createConversation('v_1', conversation(), messages)
    const all = (await storage.listMessages('v_1', made.id, { limit: 9 }))!
    const after = await storage.listMessages('v_1', made.id, { limit: 2, after: all[1]!.number })
    expect(after).toEqual(all.slice(2, 4))
    const between = { limit: 9, after: all[0]!.number, before: all[3]!.number }
    expect(await storage.listMessages('v_1', made.id, between)).toEqual(all.slice(1, 3))
  })

  test('a message is found by what a client of a dialect calls it, to replace it or to answer it again', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const external = { dialect: 'aiSdk', id: 'm-1' }
    const first = begin(made.id, { external })
    await storage.beginRun('v_1', first)
    await finish(storage, 'v_1', first, 'x')
    const named = { messageId: 'm-1', role: 'user' as const }
    expect((await storage.beginRun('v_1', begin(made.id, { truncate: named }))).outcome).toBe('not_found')
    const { userMessage: _, ...rest } = begin(made.id)
    const repeat = { ...rest, truncate: { ...named, dialect: 'aiSdk', keep: true } }
    expect(await storage.beginRun('v_1', repeat)).toMatchObject({
      outcome: 'begun',
      userMessage: { id: first.userMessage!.id },
      conversation: { messageCount: 2 },
    })
    await finish(storage, 'v_1', repeat, 'y')
    const replace = begin(made.id, { external, truncate: { ...named, dialect: 'aiSdk' } })
    expect(await storage.beginRun('v_1', replace)).toMatchObject({ conversation: { messageCount: 2 } })
    await finish(storage, 'v_1', replace, 'z')
    const elsewhere = await storage.createConversation('v_1', conversation(), [])
    expect((await storage.beginRun('v_1', begin(elsewhere.id, { external }))).outcome).toBe('begun')
  })

  test('the title follows the first message of the visitor until it is given', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const asks = (text: string, more: Partial<BeginRun> = {}) =>
      begin(made.id, { userMessage: message('user', text), ...more })
    const one = asks('first')
    await storage.beginRun('v_1', one)
    await finish(storage, 'v_1', one, 'x')
    const two = asks('second')
    expect(await storage.beginRun('v_1', two)).toMatchObject({ conversation: { title: 'first' } })
    await finish(storage, 'v_1', two, 'x')
    const replaced = asks('replaced', { truncate: { messageId: one.userMessage!.id, role: 'user' } })
    expect(await storage.beginRun('v_1', replaced)).toMatchObject({
      conversation: { title: 'replaced', messageCount: 2 },
    })
    await finish(storage, 'v_1', replaced, 'x')
    expect(await storage.updateConversation('v_1', made.id, { title: 'Given' })).toMatchObject({ title: 'Given' })
    const last = asks('no', { truncate: { messageId: replaced.userMessage!.id, role: 'user' } })
    expect(await storage.beginRun('v_1', last)).toMatchObject({ conversation: { title: 'Given' } })
  })

  test('what was said before and what is added have their part in the title', async () => {
    const messages = [message('assistant', 'hello'), message('user', 'before'), message('assistant', 'yes')]
    const moved = begin(id('c'), { create: { conversation: conversation(), messages } })
    const begun = await storage.beginRun('v_1', moved)
    expect(begun).toMatchObject({ conversation: { title: 'before' } })
    expect(await storage.listConversations('v_1', { limit: 9, query: 'befo' })).toHaveLength(1)

    const made = await storage.createConversation('v_1', conversation(), [])
    const add = (append: Message) => storage.updateConversation('v_1', made.id, { append, now: 2000 })
    expect(await add(message('assistant', 'Hello'))).toMatchObject({ title: '' })
    expect(await add(message('user', 'added'))).toMatchObject({ title: 'added' })
    expect(await add(message('user', 'more'))).toMatchObject({ title: 'added' })
    expect(await storage.beginRun('v_1', begin(made.id))).toMatchObject({ conversation: { title: 'added' } })
    expect(await storage.listConversations('v_1', { limit: 9, query: 'adde' })).toHaveLength(1)
  })

  test('feedback is kept on a reply, also while it is written, and can be taken back', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    await storage.beginRun('v_1', run)
    expect(await storage.setFeedback('v_1', made.id, run.userMessage!.id, { rating: 'up' })).toBe(false)
    expect(await storage.setFeedback('v_1', made.id, run.reply.id, { rating: 'down', comment: 'no' })).toBe(true)
    await finish(storage, 'v_1', run, 'x')
    const feedback = async () =>
      (await storage.listMessages('v_1', made.id, { limit: 9 }))!.at(-1)!.message.metadata.feedback
    expect(await feedback()).toEqual({ rating: 'down', comment: 'no' })
    await storage.setFeedback('v_1', made.id, run.reply.id, null)
    expect(await feedback()).toBeUndefined()
  })

  test('deleting takes messages and runs along and names the active run', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    await storage.beginRun('v_1', run)
    expect(await remove(storage, 'v_1', made.id)).toEqual({ found: true, runIds: [run.run.id], sessionIds: [] })
    expect(await storage.listMessages('v_1', made.id, { limit: 9 })).toBeUndefined()
    expect(await storage.findRun('v_1', { runId: run.run.id })).toBeUndefined()
    expect(await finish(storage, 'v_1', run, 'ghost')).toBe(false)
    expect(await remove(storage, 'v_1', made.id)).toMatchObject({ found: false })
  })

  test('events are dropped ten minutes after the end of their run; the message stays', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const old = begin(made.id)
    await storage.beginRun('v_1', old)
    await finish(storage, 'v_1', old, 'old', 3000)
    const later = begin(made.id)
    await storage.beginRun('v_1', later)
    await finish(storage, 'v_1', later, 'later', 3001 + 10 * 60_000)
    await storage.upkeep({ now: 3001 + 10 * 60_000, runIds: [], leaseUntil: 0 })
    expect(await storage.findRun('v_1', { runId: old.run.id })).toMatchObject({
      chunks: [],
      run: { status: 'complete' },
    })
    expect((await storage.findRun('v_1', { runId: later.run.id }))!.chunks).toHaveLength(1)
  })

  test('upkeep keeps the runs of this process, ends those whose lease is over, and names the lost', async () => {
    const mine = await storage.createConversation('v_1', conversation(), [])
    const theirs = await storage.createConversation('v_2', conversation(), [])
    const [kept, left] = [begin(mine.id), begin(theirs.id)]
    await storage.beginRun('v_1', kept)
    await storage.beginRun('v_2', left)
    const half: Message = { ...left.reply, parts: [{ type: 'text', text: 'half of it' }] }
    await storage.saveRun('v_2', { now: 2100, runId: left.run.id, message: half })
    const runIds = [kept.run.id, 'r_gone']
    const renew = (now: number) => storage.upkeep({ now, runIds, leaseUntil: now + 60_000 })
    expect(await renew(61_000)).toEqual({ lostRunIds: ['r_gone'] })
    expect((await storage.findRun('v_2', { runId: left.run.id }))!.run.status).toBe('running')
    await renew(62_001)
    expect(await storage.findRun('v_2', { runId: left.run.id })).toMatchObject({
      run: { status: 'interrupted' },
      message: { metadata: { status: 'interrupted' } },
    })
    const ended = await storage.getConversation('v_2', theirs.id)
    expect(ended).not.toHaveProperty('activeRunId')
    expect(ended!.lastMessage).toMatchObject({ role: 'assistant', text: 'half of it' })
    expect((await storage.findRun('v_1', { runId: kept.run.id }))!.run).toMatchObject({
      status: 'running',
      leaseUntil: 122_001,
    })
    expect(await finish(storage, 'v_2', left, 'too late')).toBe(false)
  })

  test('upkeep deletes conversations without an update for too long, none that is being written', async () => {
    const old = await storage.createConversation('v_1', conversation('old', 1000), [message('user', 'a')])
    const writing = await storage.createConversation('v_1', conversation('writing', 1000), [])
    await storage.beginRun(
      'v_1',
      begin(writing.id, { now: 1001, run: { id: id('r'), instanceId: 'i', leaseUntil: 1e9 } }),
    )
    await storage.createConversation('v_1', conversation('new', 5000), [])
    await storage.upkeep({ now: 9000, runIds: [], leaseUntil: 0, deleteBefore: 5000 })
    const left = await storage.listConversations('v_1', { limit: 9 })
    expect(left.map(({ title }) => title)).toEqual(['new', 'writing'])
    expect(await storage.listMessages('v_1', old.id, { limit: 9 })).toBeUndefined()
  })

  test('everything of a visitor goes, and nothing of another', async () => {
    const made = await storage.createConversation('v_1', conversation(), [message('user', 'a')])
    const other = await storage.createConversation('v_2', conversation(), [message('user', 'b')])
    await storage.beginRun('v_1', begin(made.id))
    const token = { keyId: 'k', embedOrigin: null, expiresAt: 9000 }
    await storage.putTokens(
      [
        { ...token, kind: 'session', id: 'cs_1', hash: 'h1', visitorId: 'v_1' },
        { ...token, kind: 'visitor', hash: 'h2', visitorId: 'v_1' },
        { ...token, kind: 'session', id: 'cs_2', hash: 'h3', visitorId: 'v_2' },
      ],
      1000,
    )
    const erased = await storage.deleteOwned('v_1', 'everything')
    expect(erased).toMatchObject({ found: true, sessionIds: ['cs_1'] })
    expect(erased.runIds).toHaveLength(1)
    expect(await storage.listConversations('v_1', { limit: 9 })).toEqual([])
    expect([await storage.findToken('h1'), await storage.findToken('h2')]).toEqual([undefined, undefined])
    expect(await storage.findToken('h3')).toBeDefined()
    expect(await storage.listMessages('v_2', other.id, { limit: 9 })).toHaveLength(1)
    expect(await storage.deleteOwned('v_1', 'everything')).toEqual({ found: false, runIds: [], sessionIds: [] })
  })

  test('with repeatOnly an earlier run is answered, and none is begun', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const idempotency = { operation: 'send', key: 'k', bodyHash: 'h', expiresAt: 90_000 }
    const run = begin(made.id, { idempotency })
    expect(await storage.beginRun('v_1', { ...run, repeatOnly: true })).toEqual({ outcome: 'not_repeated' })
    expect(await storage.listMessages('v_1', made.id, { limit: 9 })).toEqual([])
    await storage.beginRun('v_1', run)
    const again = begin(made.id, { idempotency, repeatOnly: true })
    expect(await storage.beginRun('v_1', again)).toMatchObject({ outcome: 'repeated', runId: run.run.id })
  })

  test('a save that is told twice is stored once', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const run = begin(made.id)
    await storage.beginRun('v_1', run)
    const save = { now: 2500, runId: run.run.id, message: run.reply, events: { first: 1, text: 'a\n\n' } }
    await storage.saveRun('v_1', save)
    await storage.saveRun('v_1', { ...save, events: { first: 1, text: 'a\n\nb\n\n' } })
    expect((await storage.findRun('v_1', { runId: run.run.id }))!.chunks).toEqual([{ first: 1, text: 'a\n\nb\n\n' }])
  })

  test('it has at most fifteen methods', () => {
    expect(Object.values(storage).filter(value => typeof value === 'function').length).toBeLessThanOrEqual(15)
  })

  test('numbers of conversations and messages rise and are not used twice', async () => {
    const one = await storage.createConversation('v_1', conversation(), [message('user', 'a'), message('user', 'b')])
    const [a, b] = (await storage.listMessages('v_1', one.id, { limit: 9 }))!
    expect(b!.number).toBeGreaterThan(a!.number)
    await remove(storage, 'v_1', one.id)
    const two = await storage.createConversation('v_1', conversation(), [message('user', 'c')])
    expect(two.number).toBeGreaterThan(one.number)
    expect((await storage.listMessages('v_1', two.id, { limit: 9 }))![0]!.number).toBeGreaterThan(b!.number)
  })

  test('fifty runs begun at once with one key are one run', async () => {
    const made = await storage.createConversation('v_1', conversation(), [])
    const idempotency = { operation: 'send', key: 'k', bodyHash: 'h', expiresAt: 90_000 }
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => storage.beginRun('v_1', begin(made.id, { idempotency }))),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'begun')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(49)
    expect(await storage.listMessages('v_1', made.id, { limit: 99 })).toHaveLength(2)
  })
})

test('opened again, the file has everything, and what was running is interrupted with its text so far', async () => {
  const path = newFile()
  const first = await libsqlStorage({ path })
  const made = await first.createConversation('v_1', conversation(), [])
  const run = begin(made.id)
  await first.beginRun('v_1', run)
  const message: Message = { ...run.reply, parts: [{ type: 'text', text: 'so far' }] }
  await first.saveRun('v_1', { now: 2500, runId: run.run.id, message })
  await first.close()

  const second = await libsqlStorage({ path })
  const found = await second.findRun('v_1', { runId: run.run.id })
  expect(found).toMatchObject({
    run: { status: 'interrupted' },
    message: { parts: message.parts, metadata: { status: 'interrupted' } },
  })
  expect(await second.getConversation('v_1', made.id)).toMatchObject({ lastMessage: { text: 'so far' } })
  expect(await second.getConversation('v_1', made.id)).not.toHaveProperty('activeRunId')
  expect((await second.beginRun('v_1', begin(made.id))).outcome).toBe('begun')
  await second.close()
})

test('a database of a newer version is refused with a clear line', async () => {
  const path = newFile()
  await (await libsqlStorage({ path })).close()
  const { default: Database } = await import('libsql')
  const database = new Database(path)
  database.prepare('UPDATE parley_schema SET version = 99').run()
  database.close()
  await expect(libsqlStorage({ path })).rejects.toThrow(/schema version 99.*newer version/)
})

test('a closed database is "unavailable", not a bug', async () => {
  const storage = await libsqlStorage({ path: newFile() })
  await storage.close()
  await expect(storage.findToken('x')).rejects.toMatchObject({ name: 'StorageUnavailable' })
})
