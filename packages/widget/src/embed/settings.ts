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
  suggestions?: string[] | string
  /** `floating` (default) has a launcher; `inline` fills the element; `sidebar` stands at the window's edge. */
  mode?: 'floating' | 'inline' | 'sidebar'
  /** Selector of the element that an inline chat is put into. */
  target?: string
  /** Origins whose images may load, separated by spaces or commas as attribute. */
  imageOrigins?: string[] | string
  /** The side of the window: `end` (default) or `start`. */
  position?: 'start' | 'end'
  /** `light`, `dark` or `auto` (default), which follows the visitor's system. */
  theme?: 'light' | 'dark' | 'auto'
  /** Any CSS colour. */
  accent?: string
  /** Language of words, dates and numbers as a BCP 47 tag. Default: the `lang` of the page. */
  locale?: string
  /** `ltr` or `rtl`. Default: that of `locale` when it is set, else the page's. */
  dir?: 'ltr' | 'rtl'
  /** Opens at once, unless the visitor has closed it before. */
  open?: boolean
  /** The character that new conversations begin with. */
  characterId?: string
  /** `false` hides the list of earlier conversations. */
  history?: boolean
}

type Name = keyof Settings

/** A test compares them with the members of `Settings`. */
export const settingNames =
  'serverUrl,publishableKey,sessionUrl,title,greeting,placeholder,suggestions,mode,target,imageOrigins,position,theme,accent,locale,dir,open,characterId,history'.split(
    ',',
  ) as Name[]

/** `publishableKey` → `data-publishable-key`. */
export const attributeOf = (name: string): string => `data-${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`

/** The settings that an element's attributes give, lists as their text, among whatever else it has as `data-…`. */
export function readSettings(element: HTMLElement | undefined): Settings {
  // oxlint-disable-next-line typescript/no-misused-spread -- its own properties are what is wanted
  const settings: Record<string, unknown> = { ...element?.dataset }
  for (const name of ['open', 'history']) if (name in settings) settings[name] = settings[name] !== 'false'
  return settings
}
