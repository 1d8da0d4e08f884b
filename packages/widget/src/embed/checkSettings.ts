import { settingNames, type Settings } from './settings.ts'

/** What is told once is not told again with every other change. */
const told: Record<string, unknown> = {}

/** The settings without wrong values, which would end the chat: what was there before stays in their place. */
export function checkSettings(given: Settings, before: Settings = {}): Settings {
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) {
    let value: unknown = given[name] ?? undefined
    if (value !== undefined && !fits(name, value)) {
      if (told[name] !== value) console.error(`Parley: ${name} cannot be ${JSON.stringify(value)}.`)
      told[name] = value
      value = before[name]
    }
    settings[name] = value
  }
  return settings
}

const fits = (name: string, value: unknown): boolean =>
  name === 'open' ||
  name === 'history' ||
  (name === 'suggestions' || name === 'imageOrigins' ? [value].flat() : [value]).every(
    entry => typeof entry === 'string' && (name !== 'accent' || CSS.supports('color', entry)),
  )
