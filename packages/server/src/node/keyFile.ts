import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isKey } from '../operations/keyForm.ts'
import { randomId } from '../operations/randomId.ts'
import { makeFolder } from '../storage/makeFolder.ts'
import { SettingError } from './SettingError.ts'

export type KeyName = 'secretKey' | 'publishableKey'
type Keys = Partial<Record<KeyName, string>>

const prefixes = { secretKey: 'sk_', publishableKey: 'pk_' } as const
const make = { secretKey: () => randomId('sk_', 24), publishableKey: () => randomId('pk_', 16) }

/**
 * The keys of a file that only its owner can read. Those that are wanted and not in it are made, and no others: a key
 * that is made is a key that works.
 */
export function keysFrom(
  path: string,
  wanted: readonly KeyName[],
  onNotice: (line: string) => void,
): { keys: Keys; made: KeyName[] } {
  const isThere = existsSync(path)
  const keys = isThere ? readKeys(path) : {}
  if (isThere) makePrivate(path, onNotice)
  const made = wanted.filter(name => keys[name] === undefined)
  for (const name of made) keys[name] = make[name]()
  if (made.length > 0) writeKeys(path, keys, isThere)
  return { keys, made }
}

function writeKeys(path: string, keys: Keys, isThere: boolean): void {
  // The first is not moved to its place: of two servers that make one, only one may go on.
  const written = isThere ? `${path}.${randomId('new-')}` : path
  try {
    makeFolder(dirname(resolve(path)))
    const file = openSync(written, 'wx', 0o600)
    try {
      writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`)
      fsyncSync(file)
      if (isThere) renameSync(written, path)
    } catch (error) {
      // Half of it, as a full disk leaves, would stop every start from now on.
      rmSync(written)
      throw error
    } finally {
      closeSync(file)
    }
    chmodSync(path, 0o600)
  } catch (error) {
    throw new SettingError(
      `The key file ${path} cannot be ${isThere ? 'written' : 'made'} (${(error as Error).message}); ` +
        'make room or give the right to write, or set PARLEY_SECRET_KEY and PARLEY_PUBLISHABLE_KEY',
    )
  }
}

/** A copy or a backup may have made it readable for others. Windows has no such modes. */
function makePrivate(path: string, onNotice: (line: string) => void): void {
  const mode = statSync(path).mode & 0o777
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    onNotice(
      `Others can read the key file ${path} (mode ${mode.toString(8)}), and it cannot be changed (${(error as Error).message}).`,
    )
  }
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
    const { secretKey, publishableKey } = JSON.parse(text) as Partial<Record<KeyName, unknown>>
    const keys = { ...key('secretKey', secretKey), ...key('publishableKey', publishableKey) }
    if (Object.keys(keys).length > 0) return keys
  } catch {
    // told below, with the fix
  }
  throw new SettingError(`The key file ${path} does not hold keys; repair it, or delete it to make new keys`)
}

/** One that was not made is left out; what is no key must not be replaced in silence. */
function key(name: KeyName, value: unknown): Keys {
  if (value === undefined) return {}
  if (typeof value !== 'string' || !isKey(prefixes[name], value)) throw new TypeError(name)
  return { [name]: value }
}
