'use client'
import { useMemo, type ReactNode } from 'react'
import { createWords } from '../i18n/createWords.ts'
import { useCatalogue } from '../i18n/catalogues.ts'
import type { Catalogue } from '../i18n/english.ts'
import { WordsContext } from '../i18n/useWords.ts'
import { useKeptFocus } from './useKeptFocus.ts'

export interface SurfaceSettings {
  /** Default: `auto`, as the visitor's system has it. */
  theme?: 'light' | 'dark' | 'auto'
  /** Any CSS colour; the property `--parley-accent` does the same. */
  accent?: string
  /** Default: that of the locale, else of the page. */
  dir?: 'ltr' | 'rtl'
  /** BCP 47 language tag of words, dates and numbers; English words where there are none in that language. Default: `en`. */
  locale?: string
  /** Words that take the place of the catalogue's. */
  words?: Partial<Catalogue>
}

export interface SurfaceRootProps extends SurfaceSettings {
  kind?: 'floating' | 'inline' | 'sidebar'
  children: ReactNode
}

/** What stands at the top of every shadow root: theme, direction, words. */
export function SurfaceRoot({ theme = 'auto', accent, dir, locale, words, kind, children }: SurfaceRootProps) {
  const language = locale ?? 'en'
  const catalogue = useCatalogue(language)
  const value = useMemo(() => createWords({ ...catalogue, ...words }, language), [catalogue, words, language])
  const box = useKeptFocus()
  return (
    <WordsContext.Provider value={value}>
      <div
        ref={box}
        className="parley surface"
        data-theme={theme}
        data-kind={kind}
        dir={dir}
        lang={language}
        style={accent ? ({ '--parley-accent': accent } as Record<string, string>) : undefined}
      >
        {children}
      </div>
    </WordsContext.Provider>
  )
}
