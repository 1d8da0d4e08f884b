import { describe, expect, it } from 'vitest'
import { catalogueOf, languages, preloadCatalogue } from './catalogues.ts'
import { createWords } from './createWords.ts'
import { directionOf } from './directionOf.ts'
import { english, type Catalogue, type Plural } from './english.ts'
import { launcherLabel } from './launcherLabel.ts'

/** The places of each text; those of a plural may differ by form. */
const placesIn = (catalogue: Catalogue) =>
  Object.entries(catalogue).map(([key, text]: [string, string | Plural]) => [
    key,
    typeof text === 'string' ? (text.match(/\{\w+\}/g) ?? []).sort() : [],
  ])

it('has at least twelve languages, Arabic and Hebrew among them', () => {
  expect(languages.length).toBeGreaterThanOrEqual(12)
  expect(languages).toEqual(expect.arrayContaining(['ar', 'he']))
})

describe.each(languages)('%s', language => {
  it('has every word, with the places of the English one', async () => {
    await preloadCatalogue(language)
    const catalogue = catalogueOf(language)
    expect(catalogue === english).toBe(language === 'en')
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort())
    expect(Object.fromEntries(placesIn(catalogue))).toEqual(Object.fromEntries(placesIn(english)))
  })

  it('has a form for every number that its grammar tells apart', () => {
    const { unread } = catalogueOf(language)
    const needed = new Set([1, 2, 3, 5, 11, 21, 100].map(count => new Intl.PluralRules(language).select(count)))
    expect(Object.keys(unread)).toEqual(expect.arrayContaining([...needed]))
    expect(createWords(catalogueOf(language), language).plural(unread, 5)).toMatch(/[5٥]/)
  })

  it('keeps its signs with their words: no line begins with one', () => {
    for (const text of Object.values(catalogueOf(language)) as (string | Plural)[])
      for (const form of typeof text === 'string' ? [text] : Object.values(text))
        expect(form).not.toMatch(/ [?!:;»]|« /)
  })

  it('names the launcher as the loader does', () => {
    expect(launcherLabel(language)).toBe(catalogueOf(language).openChat)
  })
})

it('falls back to English, also for a region', async () => {
  await preloadCatalogue('de-AT')
  expect(catalogueOf('de-AT').close).toBe('Schließen')
  expect(catalogueOf('xx')).toBe(english)
  await preloadCatalogue('constructor')
  expect(launcherLabel('xx')).toBe('Open chat')
})

it.each([
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['de', 'ltr'],
  ['arn', 'ltr'],
  [undefined, undefined],
])('%s is written %s', (locale, direction) => expect(directionOf(locale)).toBe(direction))
