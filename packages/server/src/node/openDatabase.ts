import type { Limits } from '../operations/Limits.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { libsqlStorage } from '../storage/sql/libsqlStorage.ts'
import type { Storage } from '../storage/Storage.ts'
import { createLimits } from './createLimits.ts'
import { SettingError } from './SettingError.ts'
import type { Settings } from './settings.ts'

/** What `DATABASE_URL` names, and limits that are counted where the conversations are. */
export async function openDatabase(settings: Settings): Promise<{ storage: Storage; limits: Limits }> {
  const { databaseUrl } = settings
  if (databaseUrl === 'memory:') return { storage: memoryStorage(), limits: createLimits(settings) }
  try {
    if (databaseUrl.startsWith('file:')) {
      const storage = await libsqlStorage({ path: databaseUrl.slice('file:'.length) })
      return { storage, limits: createLimits(settings) }
    }
    return await openShared(settings)
  } catch (error) {
    const shown = databaseUrl.startsWith('file:') ? databaseUrl : 'postgres:…'
    throw new SettingError(`DATABASE_URL "${shown}" cannot be opened: ${(error as Error).message}`)
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
