import { existsSync, realpathSync } from 'node:fs'
import type { Limits } from '../operations/Limits.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { libsqlStorage } from '../storage/sql/libsqlStorage.ts'
import { ownFile } from '../storage/sql/ownFile.ts'
import type { Storage } from '../storage/Storage.ts'
import { createLimits } from './createLimits.ts'
import { SettingError } from './SettingError.ts'
import type { Settings } from './settings.ts'

/** What `DATABASE_URL` names, and limits that are counted where the conversations are. */
export async function openDatabase(settings: Settings): Promise<{ storage: Storage; limits: Limits }> {
  const { databaseUrl } = settings
  if (databaseUrl === 'memory:') return { storage: memoryStorage(), limits: createLimits(settings) }
  try {
    if (databaseUrl.startsWith('file:'))
      return { storage: await openOwn(databaseUrl.slice('file:'.length)), limits: createLimits(settings) }
    return await openShared(settings)
  } catch (error) {
    throw cannotOpen(databaseUrl, error)
  }
}

/** Without the password that may be in it. */
export function cannotOpen(databaseUrl: string, error: unknown): SettingError {
  const shown = databaseUrl.startsWith('file:') ? databaseUrl : 'postgres:…'
  const { message } = error as Error
  // Of a file that cannot be opened (SQLITE_CANTOPEN) libsql tells no more than its number.
  const told = /^ConnectionFailed\(.*: 14"\)$/.test(message)
    ? 'there can be no file, or it may not be written. Name a file in a folder that the server may write to'
    : message
  return new SettingError(`DATABASE_URL "${shown}" cannot be opened: ${told}`)
}

/** A second server on the same file would end the replies that the first is writing. */
async function openOwn(given: string): Promise<Storage> {
  if (given === ':memory:') return libsqlStorage({ path: given })
  const path = existsSync(given) ? realpathSync(given) : given
  const release = await ownFile(path)
  try {
    const storage = await libsqlStorage({ path })
    return { ...storage, close: () => storage.close().finally(release) }
  } catch (error) {
    release()
    throw error
  }
}

/** Loaded only where it is used. */
async function openShared(settings: Settings) {
  const [{ postgresStorage }, { createPostgresLimits }] = await Promise.all([
    import('../storage/sql/postgres/postgresStorage.ts'),
    import('./createPostgresLimits.ts'),
  ])
  const storage = await postgresStorage({ url: settings.databaseUrl, size: settings.databasePool })
  return { storage, limits: createPostgresLimits(storage.pool, settings) }
}
