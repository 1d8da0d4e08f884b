'use client'
import { useEffect, useState } from 'react'
import { english, type Catalogue } from './english.ts'

/** The languages that come with the widget, each a chunk of its own; English is always here. */
const imports: Record<string, () => Promise<{ catalogue: Catalogue }>> = {
  ar: () => import('./languages/ar.ts'),
  de: () => import('./languages/de.ts'),
  es: () => import('./languages/es.ts'),
  fr: () => import('./languages/fr.ts'),
  he: () => import('./languages/he.ts'),
  it: () => import('./languages/it.ts'),
  ja: () => import('./languages/ja.ts'),
  ko: () => import('./languages/ko.ts'),
  nl: () => import('./languages/nl.ts'),
  pl: () => import('./languages/pl.ts'),
  pt: () => import('./languages/pt.ts'),
  tr: () => import('./languages/tr.ts'),
  zh: () => import('./languages/zh.ts'),
}
export const languages: readonly string[] = ['en', ...Object.keys(imports)]

const loaded = new Map<string, Catalogue>([['en', english]])
const languageOf = (locale: string): string => locale.slice(0, 2).toLowerCase()

/**
 * Fetches the words of a locale; English stays where they cannot be fetched. Undefined when there is nothing to wait for.
 */
export function preloadCatalogue(locale: string): Promise<void> | undefined {
  const language = languageOf(locale)
  if (loaded.has(language) || !Object.hasOwn(imports, language)) return undefined
  return imports[language]?.().then(
    module => void loaded.set(language, module.catalogue),
    () => {},
  )
}

/** The words of a locale as far as they are here. */
export const catalogueOf = (locale: string): Catalogue => loaded.get(languageOf(locale)) ?? english

/** The words of a locale, drawn again when they have been fetched. */
export function useCatalogue(locale: string): Catalogue {
  const [, setLoaded] = useState('')
  useEffect(() => {
    let gone = false
    void preloadCatalogue(locale)?.then(() => gone || setLoaded(locale))
    return () => {
      gone = true
    }
  }, [locale])
  return catalogueOf(locale)
}
