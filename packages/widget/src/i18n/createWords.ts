import type { Catalogue, Plural } from './english.ts'

/** A catalogue together with what depends on its language. */
export interface Words {
  locale: string
  words: Catalogue
  /** The form of a text for a number. */
  plural: (forms: Plural, count: number) => string
  /** "3 minutes ago", "yesterday"; a date from a week on. */
  relativeTime: (date: string, now?: number) => string
  /** "14:05", in the visitor's time zone. */
  time: (date: string) => string
  /** "Today", "Yesterday", else the date. */
  day: (date: string, now?: number) => string
}

const units: [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3_600, 'minute', 60],
  [86_400, 'hour', 3_600],
  [604_800, 'day', 86_400],
]

/** Binds a catalogue to a locale (BCP 47); an unknown locale falls back to English forms. */
export function createWords(words: Catalogue, locale: string): Words {
  const known = Intl.PluralRules.supportedLocalesOf([locale.replace('_', '-')].filter(isLocale))[0] ?? 'en'
  const rules = new Intl.PluralRules(known)
  const relative = new Intl.RelativeTimeFormat(known, { numeric: 'auto' })
  const numbers = new Intl.NumberFormat(known)
  const times = new Intl.DateTimeFormat(known, { timeStyle: 'short' })
  const dates = new Intl.DateTimeFormat(known, { dateStyle: 'medium' })
  return {
    locale: known,
    words,
    plural: (forms, count) => fillWords(forms[rules.select(count)] ?? forms.other, { count: numbers.format(count) }),
    relativeTime(date, now = Date.now()) {
      const seconds = (Date.parse(date) - now) / 1000
      const unit = units.find(([limit]) => Math.abs(seconds) < limit)
      if (!unit) return format(dates, date)
      if (unit[1] === 'second') return relative.format(0, 'second')
      // Clocks differ: "in 2 seconds" would be odd for something that happened.
      const count = unit[1] === 'day' ? -daysAgo(date, now) : Math.trunc(seconds / unit[2])
      return relative.format(Math.min(0, count), unit[1])
    },
    time: date => format(times, date),
    day(date, now = Date.now()) {
      const days = daysAgo(date, now)
      return days === 0 ? words.today : days === 1 ? words.yesterday : format(dates, date)
    },
  }
}

/** Nothing for what is no date: servers of other makes may leave it out. */
const format = (formatter: Intl.DateTimeFormat, date: string): string =>
  Number.isNaN(Date.parse(date)) ? '' : formatter.format(new Date(date))

/** By the calendar: yesterday is a date, not 24 hours. */
const daysAgo = (date: string, now: number): number =>
  Math.round((startOfDay(now) - startOfDay(Date.parse(date))) / 86_400_000)

const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/** Replaces `{name}` by its value. */
export const fillWords = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (match, name: string) => values[name] ?? match)

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0
  } catch {
    return false
  }
}
