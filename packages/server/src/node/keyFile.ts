import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { randomId } from '../operations/randomId.ts'
import { makeFolder } from '../storage/sql/makeFolder.ts'
import { SettingError } from './SettingError.ts'

export interface Keys {
  secretKey: string
  publishableKey: string
}

/** The keys in the file; at first start they are made, and the file is readable by its owner only. */
export function readOrMakeKeys(path: string): { keys: Keys; made: boolean } {
  if (existsSync(path)) return { keys: readKeys(path), made: false }
  const keys: Keys = { secretKey: randomId('sk_', 24), publishableKey: randomId('pk_', 16) }
  try {
    makeFolder(dirname(resolve(path)))
    const file = openSync(path, 'wx', 0o600)
    try {
      writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`)
      fsyncSync(file)
    } catch (error) {
      // Half of it, as a full disk leaves, would stop every start from now on.
      rmSync(path)
      throw error
    } finally {
      closeSync(file)
    }
    chmodSync(path, 0o600)
  } catch (error) {
    throw new SettingError(
      `The key file ${path} cannot be made (${(error as Error).message}); ` +
        'make room or give the right to write, or set PARLEY_SECRET_KEY and PARLEY_PUBLISHABLE_KEY',
    )
  }
  return { keys, made: true }
}

function readKeys(path: string): Keys {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new SettingError(
      `The key file ${path} cannot be read (${(error as Error).message}); give the right to read it`,
    )
  }
  try {
    const { secretKey, publishableKey } = JSON.parse(text) as Partial<Keys>
    if (secretKey?.startsWith('sk_') && publishableKey?.startsWith('pk_')) return { secretKey, publishableKey }
  } catch {
    // told below, with the fix
  }
  throw new SettingError(`The key file ${path} does not hold two keys; repair it, or delete it to make new keys`)
}
