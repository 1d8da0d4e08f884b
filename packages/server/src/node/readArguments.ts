import { SettingError } from './SettingError.ts'
import { settingDefinitions, type RawSettings, type SettingName } from './settings.ts'

export type Arguments =
  | { action: 'start'; settings: RawSettings }
  | { action: 'export'; settings: RawSettings; since?: string }
  | { action: 'erase'; settings: RawSettings; userIdentifier?: string }
  | { action: 'help' }
  | { action: 'version' }

export const flagOf = (name: SettingName): string =>
  `--${name
    .replace(/^PARLEY_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`

const names = Object.keys(settingDefinitions) as SettingName[]
const byFlag = new Map(names.map(name => [flagOf(name), name]))

const commandOptions = {
  start: new Map<string, string>(),
  export: new Map([['--since', 'since']]),
  erase: new Map([['--user-identifier', 'userIdentifier']]),
}
const isAction = (text: string): text is keyof typeof commandOptions => Object.hasOwn(commandOptions, text)

/** Settings from the environment, then from flags (`--port 8080` or `--port=8080`), which win. */
export function readArguments(argv: readonly string[], env: Record<string, string | undefined>): Arguments {
  const settings: RawSettings = {}
  for (const name of names) if (env[name] !== undefined) settings[name] = env[name]
  const [first = ''] = argv
  const action = first.startsWith('-') || first === '' ? 'start' : first
  if (!isAction(action)) throw new SettingError(`${action} is not a command; parley-server --help lists them`)
  const options: Record<string, string> = {}
  for (let index = first.startsWith('-') ? 0 : 1; index < argv.length; index++) {
    const [flag = '', inline] = argv[index]!.split(/=(.*)/s)
    if (flag === '--help' || flag === '-h') return { action: 'help' }
    if (flag === '--version' || flag === '-v') return { action: 'version' }
    const name = byFlag.get(flag)
    const option = commandOptions[action].get(flag)
    if (!name && !option) throw new SettingError(`${flag} is not a setting; parley-server --help lists them`)
    const value = inline ?? argv[++index]
    if (value === undefined || (inline === undefined && value.startsWith('--')))
      throw new SettingError(`${flag} has no value; write ${flag} <value>`)
    if (name) settings[name] = value
    else options[option!] = value
  }
  return { action, settings, ...options }
}

export function helpText(): string {
  const lines = names.map(name => {
    const { byDefault, description } = settingDefinitions[name]
    return `  ${flagOf(name).padEnd(20)} ${name.padEnd(24)} ${description}${byDefault && ` (${byDefault})`}`
  })
  return [
    'parley-server: the Parley chat server',
    '',
    '  parley-server                                starts it',
    '  parley-server export [--since 2026-01-31]    writes conversations with their feedback as JSON lines',
    '  parley-server erase --user-identifier <id>   deletes everything that is kept of a user',
    '',
    'Settings, by flag or environment (default):',
    ...lines,
  ].join('\n')
}
