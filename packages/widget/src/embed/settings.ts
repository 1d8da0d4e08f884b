/**
 * The settings of the embed, in one place. Each is an attribute `data-<kebab-case>` of the script or of
 * `<parley-chat>`, a key of `Parley('init', {…})` and `Parley('update', {…})`, and a property of the element.
 */
export interface Settings {
  /** Where the chat server is. Default: the origin that the script came from. */
  serverUrl?: string
  /** `pk_…`, for anonymous visitors on an allowed origin. */
  publishableKey?: string
  /** An endpoint of yours that answers what `chatSessions.create` answers, for visitors that you know. */
  sessionUrl?: string
  /** Name of the panel. */
  title?: string
  /** Shown before the first message. */
  greeting?: string
  /** Hint in the empty message box. */
  placeholder?: string
  /** Questions offered before the first message; a JSON array as attribute. */
  suggestions?: string[]
  /** `floating` (default) has a launcher; `inline` fills the element; `sidebar` stands at the window's edge. */
  mode?: 'floating' | 'inline' | 'sidebar'
  /** Selector of the element that an inline chat is put into. */
  target?: string
  /** Origins whose images may load, separated by spaces or commas as attribute. */
  imageOrigins?: string[]
  /** The side of the window: `end` (default) or `start`. */
  position?: 'start' | 'end'
  theme?: 'light' | 'dark' | 'auto'
  /** Any CSS colour. */
  accent?: string
  /** BCP 47 language tag. Default: the page's. */
  locale?: string
  dir?: 'ltr' | 'rtl'
  /** Opens at once, unless the visitor has closed it before. */
  open?: boolean
  /** The character that new conversations begin with. */
  characterId?: string
  /** `false` hides the list of earlier conversations. */
  history?: boolean
}

type Kind = 'text' | 'list' | 'flag'

/** How each setting is read from an attribute. */
export const settingKinds: { [Name in keyof Required<Settings>]: Kind } = {
  serverUrl: 'text',
  publishableKey: 'text',
  sessionUrl: 'text',
  title: 'text',
  greeting: 'text',
  placeholder: 'text',
  suggestions: 'list',
  mode: 'text',
  target: 'text',
  imageOrigins: 'list',
  position: 'text',
  theme: 'text',
  accent: 'text',
  locale: 'text',
  dir: 'text',
  open: 'flag',
  characterId: 'text',
  history: 'flag',
}

export const settingNames = Object.keys(settingKinds) as (keyof Settings)[]

/** `publishableKey` → `data-publishable-key`. */
export const attributeOf = (name: string): string =>
  `data-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** The settings that an element's attributes give. */
export function readSettings(element: Element): Settings {
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) {
    const value = element.getAttribute(attributeOf(name))
    if (value !== null) settings[name] = readValue(settingKinds[name], value)
  }
  return settings
}

function readValue(kind: Kind, value: string): unknown {
  if (kind === 'flag') return value !== 'false'
  return kind === 'list' ? readList(value) : value
}

function readList(value: string): string[] {
  if (value.trim()[0] !== '[') return value.split(/[\s,]+/).filter(Boolean)
  try {
    return JSON.parse(value) as string[]
  } catch {
    console.error(`Parley: ${value} is no JSON array of texts, for example ["What is it?"].`)
    return []
  }
}
