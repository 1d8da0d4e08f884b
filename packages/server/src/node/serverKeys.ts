import { keysFrom, type KeyName } from './keyFile.ts'
import { SettingError } from './SettingError.ts'
import type { Settings } from './settings.ts'

const labels = { secretKey: 'secret key      ', publishableKey: 'publishable key ' }

/** The keys of the settings; what they do not have comes out of the key file, and is made there when it has none. */
export function serverKeys(
  { secretKeys, publishableKeys, databaseUrl }: Settings,
  path: string,
  onNotice: (line: string) => void,
): Record<KeyName, string[]> {
  const given = { secretKey: secretKeys, publishableKey: publishableKeys }
  const missing = (['secretKey', 'publishableKey'] as const).filter(name => given[name].length === 0)
  if (missing.length === 0) return given
  if (databaseUrl.startsWith('postgres')) {
    const name = missing[0] === 'secretKey' ? 'PARLEY_SECRET_KEY' : 'PARLEY_PUBLISHABLE_KEY'
    throw new SettingError(`${name} is not set; with postgres: every instance must be given the same keys`)
  }
  const { keys, made } = keysFrom(path, missing, onNotice)
  if (made.length > 0)
    onNotice(
      [`Made ${made.length > 1 ? 'new keys' : 'a new key'} in ${path}:`]
        .concat(made.map(name => `  ${labels[name]} ${keys[name]}`))
        .join('\n'),
    )
  for (const name of missing) given[name] = [keys[name]!]
  return given
}
