import { dirname, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'libsql'
import { libsqlFlavour } from './libsqlStorage.ts'
import { makeFolder } from '../makeFolder.ts'

/** A server that is being stopped has a moment to end. */
const PATIENCE_MS = 5_000

/**
 * Makes this process the one server on a database file, or throws when another is. Answers how to let go of it; when the
 * process is killed, the system does. The lock is on a file beside it: others may read and write the database itself.
 */
export async function ownFile(path: string): Promise<() => void> {
  makeFolder(dirname(resolve(path)))
  const owner = new Database(`${path}-owner`)
  const begin = owner.prepare('begin exclusive')
  for (const patientUntil = Date.now() + PATIENCE_MS; ; await wait(100)) {
    try {
      begin.run()
      // Closed alone, libsql keeps it until it is swept up.
      return () => {
        if (owner.open) owner.exec('rollback')
        owner.close()
      }
    } catch (cause) {
      const isBusy = libsqlFlavour.isBusy(cause)
      if (isBusy && Date.now() < patientUntil) continue
      owner.close()
      throw isBusy
        ? new Error('another server is using it. Stop that one, or take PostgreSQL for many', { cause })
        : cause
    }
  }
}
