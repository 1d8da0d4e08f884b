import { existsSync } from 'node:fs'
import { visitorIdOfUser } from '../operations/visitorId.ts'
import { exportConversations } from '../storage/sql/exportConversations.ts'
import { libsqlFlavour, openLibsql } from '../storage/sql/libsqlStorage.ts'
import { openPostgres, postgresStorage } from '../storage/sql/postgres/postgresStorage.ts'
import { sqlStorage } from '../storage/sql/sqlStorage.ts'
import type { Storage } from '../storage/Storage.ts'
import { cannotOpen } from './openDatabase.ts'
import { SettingError } from './SettingError.ts'
import type { Settings } from './settings.ts'

/** Writes conversations that were updated since as JSON lines, also beside a server that is running. */
export async function runExport(
  { databaseUrl }: Settings,
  since: string | undefined,
  write: (line: string) => Promise<void> | void,
): Promise<number> {
  const from = since === undefined ? 0 : parseSince(since)
  if (Number.isNaN(from))
    throw new SettingError(`--since "${since}" is not a date; write 2026-01-31 or 2026-01-31T12:00:00Z`)
  let count = 0
  for await (const conversation of exportConversations(await openTables(databaseUrl), from)) {
    await write(`${JSON.stringify(conversation)}\n`)
    count++
  }
  return count
}

/** `NaN` for what is no date; of the 30th of February `Date.parse` alone makes the 2nd of March. */
function parseSince(since: string): number {
  const [, day] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.exec(since) ?? []
  const midnight = new Date(`${day}T00:00:00Z`)
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day
  return isDay ? Date.parse(since) : NaN
}

/**
 * Deletes everything that is kept of a known user. Servers on PostgreSQL end the user's replies and streams at once,
 * one on a file ends replies at their next save.
 */
export async function runErase({ databaseUrl }: Settings, userIdentifier: string | undefined): Promise<boolean> {
  if (!userIdentifier) throw new SettingError('erase needs a user; write --user-identifier <your own id of the user>')
  const storage = await openForErase(databaseUrl)
  try {
    const visitorId = await visitorIdOfUser(userIdentifier)
    const { found, runIds, sessionIds } = await storage.deleteOwned(visitorId, 'everything')
    await storage.signals?.send({ type: 'stop', runIds })
    await storage.signals?.send({ type: 'revoked', sessionIds })
    return found
  } finally {
    await storage.close()
  }
}

/** As a server has left it: a wrong name must not make tables in somebody else's database. */
async function openTables(databaseUrl: string) {
  const path = databaseUrl.startsWith('postgres') ? undefined : existingFile(databaseUrl)
  try {
    return (await (path === undefined ? openPostgres({ url: databaseUrl, size: 1 }, true) : openLibsql(path, true))).db
  } catch (error) {
    throw cannotOpen(databaseUrl, error)
  }
}

async function openForErase(databaseUrl: string): Promise<Storage> {
  const db = await openTables(databaseUrl)
  if (!databaseUrl.startsWith('postgres')) return sqlStorage(db, libsqlFlavour)
  await db.destroy()
  return postgresStorage({ url: databaseUrl, size: 2 })
}

function existingFile(databaseUrl: string): string {
  const path = databaseUrl.replace(/^file:/, '')
  if (databaseUrl.startsWith('file:') && existsSync(path)) return path
  throw new SettingError(`DATABASE_URL "${databaseUrl}" is no file that is there; name the server's database`)
}
