import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import Database from 'libsql'
import { afterEach, expect, test } from 'vitest'
import { converse, messagesOf, problemOf, say, testServer, textOf } from '../../testing/testServer.ts'
import { libsqlFlavour, openLibsql } from './libsqlStorage.ts'
import { sqlStorage } from './sqlStorage.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true })))

const setUp = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-away-'))
  folders.push(folder)
  const path = join(folder, 'parley.db')
  const { database, db } = await openLibsql(path)
  const server = testServer({ storage: sqlStorage(db, libsqlFlavour) })
  const send = (talk: { path: string; token: string }, text: string, key: string) =>
    server.send(`${talk.path}/messages`, {
      token: talk.token,
      headers: { 'idempotency-key': key },
      body: { message: say(text) },
    })
  const expectAway = async (response: Response) => {
    expect([response.status, (await problemOf(response)).code]).toEqual([503, 'unavailable'])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  return { path, database, db, server, send, expectAway }
}

test('a database that another process has locked is 503, others are answered meanwhile, and then all is well', async () => {
  const { path, server, send, expectAway } = await setUp()
  const talk = await converse(server)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  const sent = send(talk, 'while it is locked', 'k')
  const read = server.send(talk.path, { token: talk.token })
  expect(await Promise.race([read, sent])).toBe(await read)
  expect((await read).status).toBe(200)
  await expectAway(await sent)
  expect(await messagesOf(server, talk.token, talk.path)).toHaveLength(2)
  other.exec('COMMIT')
  other.close()
  expect((await send(talk, 'after it', 'k')).status).toBe(200)
  expect((await messagesOf(server, talk.token, talk.path)).map(textOf).slice(2)).toEqual(['after it', 'after it'])
  await server.close()
})

test('a lock that passes is waited for', async () => {
  const { path, server, send } = await setUp()
  const talk = await converse(server)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  const sent = send(talk, 'patience', 'k')
  setTimeout(() => other.exec('COMMIT'), 100)
  expect((await sent).status).toBe(200)
  other.close()
  await server.close()
})

test('a full disk is 503 and nothing is half-written; with room again it goes on without a restart', async () => {
  const { database, server, send, expectAway } = await setUp()
  const talk = await converse(server)
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
  database.prepare(`PRAGMA max_page_count = ${pages}`).get()
  let refused: Response | undefined
  for (let index = 0; index < 50 && !refused; index++) {
    const response = await send(talk, 'x'.repeat(30_000), `k${index}`)
    if (response.status !== 200) refused = response
  }
  await expectAway(refused!)
  const before = await messagesOf(server, talk.token, talk.path)
  expect(before.length % 2).toBe(0)
  database.prepare('PRAGMA max_page_count = 1000000').get()
  const again = await send(talk, 'room again', 'again')
  expect(again.status).toBe(200)
  expect(await messagesOf(server, talk.token, talk.path)).toHaveLength(before.length + 2)
  await server.close()
}, 30_000)

test('an error that has ended its transaction is told, as a full disk is, and not that there is none to roll back', async () => {
  const { db } = await setUp()
  const refused = db.transaction().execute(async transaction => {
    await sql`rollback`.execute(transaction)
    throw new Error('database or disk is full')
  })
  await expect(refused).rejects.toThrow('database or disk is full')
  await db.destroy()
})

test('while the file is moved away nothing is acknowledged that would be lost; back in its place all goes on', async () => {
  const { path, server, send, expectAway } = await setUp()
  const talk = await converse(server)
  renameSync(path, `${path}.away`)
  expect((await server.send('/readyz')).status).toBe(200)
  await expectAway(await send(talk, 'into nothing', 'k'))
  await expectAway(await server.send('/readyz'))
  writeFileSync(path, '')
  await expectAway(await send(talk, 'beside another', 'k'))
  expect(await messagesOf(server, talk.token, talk.path)).toHaveLength(2)
  renameSync(`${path}.away`, path)
  expect((await server.send('/readyz')).status).toBe(200)
  expect((await send(talk, 'back again', 'k')).status).toBe(200)
  await server.close()
})

test('the file of a server that has ended holds everything by itself', async () => {
  const { path, server } = await setUp()
  await converse(server)
  await server.close()
  const copy = `${path}.copy`
  copyFileSync(path, copy)
  const { db } = await openLibsql(copy)
  expect(await db.selectFrom('messages').select('role').execute()).toHaveLength(2)
  await db.destroy()
})

test('a database that is closed is 503, also for the session', async () => {
  const { database, server, expectAway } = await setUp()
  const talk = await converse(server)
  database.close()
  await expectAway(await server.send(talk.path, { token: talk.token }))
  await expectAway(await server.send('/readyz'))
  expect((await server.send('/healthz')).status).toBe(200)
})
