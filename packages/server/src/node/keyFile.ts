import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
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
  makeFolder(dirname(resolve(path)))
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
  return { keys, made: true }
}

function readKeys(path: string): Keys {
  try {
    const { secretKey, publishableKey } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Keys>
    if (secretKey?.startsWith('sk_') && publishableKey?.startsWith('pk_')) return { secretKey, publishableKey }
  } catch {
    // told below, with the fix
  }
  throw new SettingError(`The key file ${path} cannot be read; repair it, or delete it to make new keys`)
}
