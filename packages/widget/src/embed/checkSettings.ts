import { settingNames, type Settings } from './settings.ts'

/** What is told once is not told again with every other change. */
const told = new Set<string>()

/** The settings without wrong values, which would end the chat: what was there before stays in their place. */
export function checkSettings(given: Settings, before: Settings = {}): Settings {
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) {
    const value = given[name] ?? undefined
    const isRight = value === undefined || fits(name, value)
    settings[name] = isRight ? value : before[name]
    const error = `Parley: ${name} cannot be ${JSON.stringify(value) ?? typeof value}.`
    if (!isRight && !told.has(error)) console.error(error)
    if (!isRight) told.add(error)
  }
  return settings
}

function fits(name: keyof Settings, value: unknown): boolean {
  if (name === 'open' || name === 'history') return true
  if (name === 'suggestions' || name === 'imageOrigins')
    return isText(value) || (Array.isArray(value) && value.every(isText))
  return isText(value) && (!name.endsWith('Url') || isUrl(value))
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isUrl(text: string): boolean {
  try {
    return Boolean(new URL(text, document.baseURI))
  } catch {
    return false
  }
}
