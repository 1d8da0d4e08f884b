import { dialects, type DialectName } from '../dialects/dialects.ts'
import { parseEmbedOrigin } from '../operations/embedOrigin.ts'
import { isKey, keyForm } from '../operations/keyForm.ts'
import { parseOriginList } from '../operations/originList.ts'
import { parseRate } from './createLimits.ts'
import { isPublicSuffix } from './isPublicSuffix.ts'
import { logLevels, type LogLevel } from './serverLog.ts'
import { SettingError } from './SettingError.ts'

export interface Settings {
  host: string
  port: number
  /** `memory:`, `file:<path>` or `postgres://…`. */
  databaseUrl: string
  databasePool: number
  leaseMs: number
  secretKeys: string[]
  publishableKeys: string[]
  allowedOrigins: string[]
  publicOrigin: string | undefined
  responder: 'docs' | 'echo' | 'model'
  model: { model: string; baseUrl: string; apiKey: string | undefined } | undefined
  docs: string
  docsUrl: string | undefined
  echoDelayMs: number
  retentionDays: number | undefined
  shutdownMs: number
  metricsPort: number | undefined
  logLevel: LogLevel
  rateLimit: string
  anonymousLimit: string
  trustProxy: number
  maxReplies: number
  /** 0: nothing is refused for being late. */
  overloadMs: number
  dialects: DialectName[]
  charactersFile: string | undefined
  embed: string | undefined
  embedArchive: string | undefined
}

interface SettingDefinition {
  byDefault: string
  description: string
}

/** Every setting by the name of its variable; its flag is the name without `PARLEY_`, in lower case, with dashes. */
export const settingDefinitions = {
  PARLEY_HOST: { byDefault: '127.0.0.1', description: 'address to listen on' },
  PARLEY_PORT: { byDefault: '8787', description: 'port to listen on; 0 takes a free one' },
  DATABASE_URL: { byDefault: 'file:.parley/parley.db', description: 'file:<path>, postgres://… or memory:' },
  PARLEY_DATABASE_POOL: { byDefault: '10', description: 'connections to PostgreSQL at most, and one that listens' },
  PARLEY_LEASE_SECONDS: { byDefault: '15', description: 'after so long without a sign of its process a reply is interrupted' }, // prettier-ignore
  PARLEY_SECRET_KEY: { byDefault: '', description: 'sk_…, for backends; made at first start; two while rotating' },
  PARLEY_PUBLISHABLE_KEY: { byDefault: '', description: 'pk_…, for browsers; made at first start; two while rotating' },
  PARLEY_ALLOWED_ORIGINS: { byDefault: '', description: 'origins for the publishable key, comma-separated' },
  PARLEY_PUBLIC_ORIGIN: { byDefault: '', description: "the server's own origin, when pages of it use the chat" },
  PARLEY_RESPONDER: { byDefault: 'docs', description: 'docs, model or echo' },
  PARLEY_DOCS: { byDefault: 'docs', description: 'folder of Markdown that answers are taken from' },
  PARLEY_DOCS_URL: { byDefault: '', description: 'where those documents are on the web, for links to sources' },
  PARLEY_ECHO_DELAY_MS: { byDefault: '0', description: 'pause between the words of the echo responder' },
  PARLEY_MODEL: { byDefault: '', description: 'name of the model, for the model responder' },
  OPENAI_BASE_URL: { byDefault: 'https://api.openai.com/v1', description: 'where it answers, as OpenAI does' },
  OPENAI_API_KEY: { byDefault: '', description: 'key for it; may be left out where none is needed' },
  PARLEY_DIALECTS: { byDefault: 'none', description: 'foreign protocols to speak, comma-separated, or all' },
  PARLEY_RATE_LIMIT: { byDefault: '60/min', description: 'sends per visitor and per address, sessions per address' },
  PARLEY_ANONYMOUS_LIMIT: {
    byDefault: '1000/h',
    description: 'replies of all anonymous visitors together',
  },
  PARLEY_MAX_REPLIES: { byDefault: '2000', description: 'replies being written at once; more are refused with 503' },
  PARLEY_OVERLOAD_MS: {
    byDefault: '500',
    description: 'how late the process may be before it refuses a part; 0 never',
  },
  PARLEY_TRUST_PROXY: { byDefault: '0', description: 'number of proxies in front that add to X-Forwarded-For' },
  PARLEY_RETENTION_DAYS: { byDefault: '', description: 'conversations without an update for so long are deleted' },
  PARLEY_SHUTDOWN_SECONDS: { byDefault: '5', description: 'from SIGTERM to the end; replies may finish meanwhile' },
  PARLEY_LOG_LEVEL: { byDefault: '', description: 'debug, info, warn, error or silent; info, in a terminal warn' },
  PARLEY_METRICS_PORT: { byDefault: '', description: 'port for Prometheus metrics, off without one' },
  PARLEY_CHARACTERS: { byDefault: '', description: 'path of a JSON file with characters' },
  PARLEY_EMBED: { byDefault: '', description: 'folder of the embed files' },
  PARLEY_EMBED_ARCHIVE: { byDefault: '', description: 'folder that keeps the embed files of every version' },
} as const satisfies Record<string, SettingDefinition>

export type SettingName = keyof typeof settingDefinitions
export type RawSettings = Partial<Record<SettingName, string>>

/** Checks every setting, also those that have no effect yet. Throws `SettingError`. */
export function readSettings(raw: RawSettings): Settings {
  const value = (name: SettingName): string => raw[name]?.trim() || settingDefinitions[name].byDefault
  const optional = (name: SettingName): string | undefined => value(name) || undefined
  const given = <T>(name: SettingName, read: (text: string) => T): T | undefined => {
    const text = optional(name)
    return text === undefined ? undefined : read(text)
  }
  const list = (name: SettingName): string[] =>
    value(name)
      .split(',')
      .map(item => item.trim())
      .filter(Boolean)

  const model = (): Settings['model'] => {
    const name = optional('PARLEY_MODEL')
    if (!name) throw new SettingError('PARLEY_MODEL is not set; PARLEY_RESPONDER=model needs the name of a model')
    return {
      model: name,
      baseUrl: webUrl('OPENAI_BASE_URL', value('OPENAI_BASE_URL'), settingDefinitions.OPENAI_BASE_URL.byDefault),
      apiKey: optional('OPENAI_API_KEY'),
    }
  }

  return {
    host: value('PARLEY_HOST'),
    port: integer('PARLEY_PORT', value('PARLEY_PORT'), 65_535),
    databaseUrl: databaseUrl(value('DATABASE_URL')),
    databasePool: atLeastOne('PARLEY_DATABASE_POOL', value('PARLEY_DATABASE_POOL'), 1000),
    leaseMs: atLeastOne('PARLEY_LEASE_SECONDS', value('PARLEY_LEASE_SECONDS'), 3600) * 1000,
    secretKeys: keys('PARLEY_SECRET_KEY', 'sk_', list('PARLEY_SECRET_KEY')),
    publishableKeys: keys('PARLEY_PUBLISHABLE_KEY', 'pk_', list('PARLEY_PUBLISHABLE_KEY')),
    allowedOrigins: origins(list('PARLEY_ALLOWED_ORIGINS')),
    publicOrigin: publicOrigin(optional('PARLEY_PUBLIC_ORIGIN')),
    responder: responder(value('PARLEY_RESPONDER')),
    model: value('PARLEY_RESPONDER') === 'model' ? model() : undefined,
    docs: value('PARLEY_DOCS'),
    docsUrl: given('PARLEY_DOCS_URL', url => webUrl('PARLEY_DOCS_URL', url, 'https://docs.example.com/')),
    echoDelayMs: integer('PARLEY_ECHO_DELAY_MS', value('PARLEY_ECHO_DELAY_MS'), 60_000),
    retentionDays: given('PARLEY_RETENTION_DAYS', days),
    shutdownMs: integer('PARLEY_SHUTDOWN_SECONDS', value('PARLEY_SHUTDOWN_SECONDS'), 3600) * 1000,
    metricsPort: given('PARLEY_METRICS_PORT', port => integer('PARLEY_METRICS_PORT', port, 65_535)),
    logLevel: logLevel(optional('PARLEY_LOG_LEVEL')),
    rateLimit: rate('PARLEY_RATE_LIMIT', value('PARLEY_RATE_LIMIT')),
    anonymousLimit: rate('PARLEY_ANONYMOUS_LIMIT', value('PARLEY_ANONYMOUS_LIMIT')),
    trustProxy: integer('PARLEY_TRUST_PROXY', value('PARLEY_TRUST_PROXY'), 20),
    maxReplies: atLeastOne('PARLEY_MAX_REPLIES', value('PARLEY_MAX_REPLIES'), 1_000_000),
    dialects: dialectNames(list('PARLEY_DIALECTS')),
    overloadMs: integer('PARLEY_OVERLOAD_MS', value('PARLEY_OVERLOAD_MS'), 60_000),
    charactersFile: optional('PARLEY_CHARACTERS'),
    embed: optional('PARLEY_EMBED'),
    embedArchive: optional('PARLEY_EMBED_ARCHIVE'),
  }
}

const bad = (name: SettingName, value: string, fix: string): SettingError =>
  new SettingError(`${name} "${value.replaceAll(/\s+/g, ' ')}" ${fix}`)

function dialectNames(list: string[]): DialectName[] {
  const known = Object.keys(dialects) as DialectName[]
  if (list.length === 1 && list[0] === 'all') return known
  if (list.length === 1 && list[0] === 'none') return []
  return list.map(name => {
    const found = known.find(dialect => dialect === name)
    if (name === 'all' || name === 'none')
      throw bad('PARLEY_DIALECTS', list.join(','), `has ${name} beside others; ${name} stands alone`)
    if (!found) throw bad('PARLEY_DIALECTS', name, `is no dialect; use none, all, or some of ${known.join(', ')}`)
    return found
  })
}

function integer(name: SettingName, value: string, maximum: number): number {
  if (!/^\d+$/.test(value)) throw bad(name, value, `is not a whole number; use 0 to ${maximum}`)
  if (Number(value) <= maximum) return Number(value)
  throw bad(name, value, `is too large; use 0 to ${maximum}`)
}

function atLeastOne(name: SettingName, value: string, maximum: number): number {
  const number = integer(name, value, maximum)
  if (number > 0) return number
  throw bad(name, value, `is too few; use 1 to ${maximum}`)
}

function days(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value)
  throw bad('PARLEY_RETENTION_DAYS', value, 'is not a number of days; use 1 to 99999, or leave it out to keep all')
}

function logLevel(value = process.stdout.isTTY ? 'warn' : 'info'): LogLevel {
  const level = logLevels.find(name => name === value)
  if (level) return level
  throw bad('PARLEY_LOG_LEVEL', value, `is no level; use ${logLevels.join(', ')}`)
}

function rate(name: SettingName, value: string): string {
  if (parseRate(value)) return value
  throw bad(
    name,
    value,
    `is not a rate; write a number and s, min, h or d, such as ${settingDefinitions[name].byDefault}`,
  )
}

function databaseUrl(value: string): string {
  if (value === 'memory:' || /^file:.+/.test(value)) return value
  const name = 'DATABASE_URL'
  const isPostgres = /^postgres(?:ql)?:/.test(value)
  if (isPostgres && URL.canParse(value) && new URL(value).hostname) return value
  // The rest of the URL may hold a password.
  const shown = value.split(':')[0] + ':…'
  throw bad(
    name,
    shown,
    isPostgres
      ? 'is no address of a database; use postgres://user:password@host/database'
      : 'is not a database; use file:<path>, postgres://… or memory:',
  )
}

function keys(name: SettingName, prefix: 'sk_' | 'pk_', list: string[]): string[] {
  if (list.length > 2)
    throw new SettingError(`${name} holds ${list.length} keys; give one, or two while you rotate them`)
  if (!list.every(key => isKey(prefix, key)))
    throw new SettingError(`${name} holds a key that is not ${keyForm(prefix)}`)
  return list
}

function origins(list: string[]): string[] {
  try {
    parseOriginList(list, isPublicSuffix)
    return list
  } catch (error) {
    throw new SettingError(`PARLEY_ALLOWED_ORIGINS: ${(error as Error).message}`)
  }
}

function publicOrigin(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const origin = parseEmbedOrigin(value)
  if (origin) return origin
  throw bad('PARLEY_PUBLIC_ORIGIN', value, 'is not an origin; write https://chat.example.com')
}

function responder(value: string): Settings['responder'] {
  if (value === 'docs' || value === 'echo' || value === 'model') return value
  throw bad('PARLEY_RESPONDER', value, 'is no responder; use docs, model or echo')
}

function webUrl(name: SettingName, value: string, example: string): string {
  if (/^https?:\/\/\S+$/.test(value) && URL.canParse(value)) return value
  throw bad(name, value, `is not a URL; write one such as ${example}`)
}
