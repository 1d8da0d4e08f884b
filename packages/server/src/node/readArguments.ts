import { SettingError } from './SettingError.ts'
import { settingDefinitions, type RawSettings, type SettingName } from './settings.ts'

export type Arguments = { action: 'start'; settings: RawSettings } | { action: 'help' } | { action: 'version' }

export const flagOf = (name: SettingName): string =>
  `--${name
    .replace(/^PARLEY_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`

const names = Object.keys(settingDefinitions) as SettingName[]
const byFlag = new Map(names.map(name => [flagOf(name), name]))

/** Settings from the environment, then from flags (`--port 8080` or `--port=8080`), which win. */
export function readArguments(argv: readonly string[], env: Record<string, string | undefined>): Arguments {
  const settings: RawSettings = {}
  for (const name of names) if (env[name] !== undefined) settings[name] = env[name]
  for (let index = 0; index < argv.length; index++) {
    const [flag = '', inline] = argv[index]!.split(/=(.*)/s)
    if (flag === '--help' || flag === '-h') return { action: 'help' }
    if (flag === '--version' || flag === '-v') return { action: 'version' }
    const name = byFlag.get(flag)
    if (!name) throw new SettingError(`${flag} is not a setting; parley-server --help lists them`)
    const value = inline ?? argv[++index]
    if (value === undefined || (inline === undefined && value.startsWith('--')))
      throw new SettingError(`${flag} has no value; write ${flag} <value>`)
    settings[name] = value
  }
  return { action: 'start', settings }
}

export function helpText(): string {
  const lines = names.map(name => {
    const { byDefault, description } = settingDefinitions[name]
    return `  ${flagOf(name).padEnd(20)} ${name.padEnd(24)} ${description}${byDefault && ` (${byDefault})`}`
  })
  return ['parley-server: the Parley chat server', '', 'Settings, by flag or environment (default):', ...lines].join(
    '\n',
  )
}
