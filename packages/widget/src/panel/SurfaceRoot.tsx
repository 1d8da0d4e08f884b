'use client'
import { useMemo, type ReactNode, type Ref } from 'react'
import { createWords } from '../i18n/createWords.ts'
import { english, type Catalogue } from '../i18n/english.ts'
import { WordsContext } from '../i18n/useWords.ts'

export interface SurfaceSettings {
  theme?: 'light' | 'dark' | 'auto'
  /** Any CSS colour; the property `--parley-accent` does the same. */
  accent?: string
  /** Default: the direction of the page. */
  dir?: 'ltr' | 'rtl'
  /** BCP 47 language tag for dates and numbers; the words are the catalogue's. */
  locale?: string
  /** Words that take the place of the English ones. */
  words?: Partial<Catalogue>
}

export interface SurfaceRootProps extends SurfaceSettings {
  kind?: 'floating' | 'inline' | 'sidebar'
  rootRef?: Ref<HTMLDivElement>
  children: ReactNode
}

/** What stands at the top of every shadow root: theme, direction, words. */
export function SurfaceRoot({ theme = 'auto', accent, dir, locale, words, kind, rootRef, children }: SurfaceRootProps) {
  const language = locale ?? 'en'
  const value = useMemo(() => createWords({ ...english, ...words }, language), [words, language])
  return (
    <WordsContext.Provider value={value}>
      <div
        ref={rootRef}
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
