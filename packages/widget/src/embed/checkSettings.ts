import { readList } from './readList.ts'
import { settingNames, type Settings } from './settings.ts'

/** What is told once is not told again with every other change. */
const told: Record<string, unknown> = {}

/** The only values of some settings. */
const choices: Record<string, RegExp> = {
  mode: /^(floating|inline|sidebar)$/,
  position: /^(start|end)$/,
  theme: /^(light|dark|auto)$/,
  dir: /^(ltr|rtl)$/,
}

/** The settings without wrong values, which would end the chat: what was there before stays in their place. */
export function checkSettings(given: Settings, before: Settings = {}): Settings {
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) {
    const wanted = given[name] ?? undefined
    let value: unknown = isList(name) ? readList(wanted, name) : wanted
    if (wanted !== undefined && !fits(name, value)) {
      if (told[name] !== wanted) console.error(`Parley: ${name} cannot be ${JSON.stringify(wanted)}.`)
      told[name] = wanted
      value = before[name]
    }
    settings[name] = value
  }
  return settings
}

const isList = (name: string): boolean => /^(suggestions|imageOrigins)$/.test(name)

const fits = (name: string, value: unknown): boolean =>
  /^(open|history)$/.test(name) ||
  (isList(name)
    ? Array.isArray(value) && value.every(entry => typeof entry === 'string')
    : typeof value === 'string' &&
      (name === 'accent' ? CSS.supports('color', value) : !choices[name] || choices[name].test(value)))
