import MiniSearch from 'minisearch'
import type { DocsSection } from './docsSections.ts'

const stopWords = new Set(
  (
    'a an and are as at be by can could do does for from get have how i if in into is it its me my of on or our please ' +
    'should show so tell than that the their them there this to us was we what when where which who why will with ' +
    'would you your about need want use using'
  ).split(' '),
)

/** Cuts plural, -ing, -ed and -e endings, so that "embedding widgets" finds "embed the widget". */
const stem = (word: string): string => {
  let stemmed = word
  if (stemmed.length > 4 && stemmed.endsWith('ies')) stemmed = `${stemmed.slice(0, -3)}y`
  else if (stemmed.length > 3 && /[^su]s$/.test(stemmed)) stemmed = stemmed.slice(0, -1)
  for (const ending of ['ing', 'ed'])
    if (stemmed.length > ending.length + 3 && stemmed.endsWith(ending)) {
      stemmed = stemmed.slice(0, -ending.length)
      if (/([bdgklmnprt])\1$/.test(stemmed)) stemmed = stemmed.slice(0, -1)
      break
    }
  return stemmed.length > 4 ? stemmed.replace(/e$/, '') : stemmed
}

/**
 * Words, and names such as `PARLEY_PORT` as a whole: marked, because all settings begin with the name of the product,
 * and none is about it.
 */
const tokenize = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)*/gu) ?? []).map(word => (word.includes('_') ? `_${word}` : word))

/** Names also by their parts but the first. */
const tokenizeWithParts = (text: string): string[] =>
  tokenize(text).flatMap(token => (token.startsWith('_') ? [token, ...token.split('_').slice(2)] : [token]))

const processTerm = (term: string): string | null => {
  const word = term.toLowerCase()
  return stopWords.has(word) || stopWords.has(stem(word)) ? null : stem(word)
}

export interface DocsIndex {
  /** The sections that answer a question, the best first, with their scores. */
  search(question: string): { section: DocsSection; score: number }[]
}

export function docsIndex(sections: readonly DocsSection[]): DocsIndex {
  const index = new MiniSearch<DocsSection>({
    fields: ['heading', 'path', 'text'],
    tokenize: tokenizeWithParts,
    processTerm,
    extractField: (section, field) => {
      if (field === 'path') return section.headings.join(' ')
      return String(section[field as keyof DocsSection])
    },
  })
  index.addAll(sections)
  return {
    search(question) {
      const asked = question.slice(0, 1000)
      const terms = new Set(tokenize(asked).flatMap(token => processTerm(token) ?? []))
      return index
        .search(asked, {
          tokenize,
          boost: { heading: 4, path: 2, text: 1 },
          prefix: term => term.length > 2,
          fuzzy: term => (term.length > 4 ? 0.2 : false),
          weights: { prefix: 0.5, fuzzy: 0.25 },
        })
        .map(({ id, score, queryTerms, terms: found }) => {
          const exact = found.filter(term => terms.has(term)).length
          const matched = new Set(queryTerms).size
          // One word in a heading must not beat a section that speaks of the whole question.
          const coverage = (exact + (matched - exact) / 2) / terms.size
          return { section: sections[id as number]!, score: score * coverage ** 2 }
        })
        .sort((a, b) => b.score - a.score)
    },
  }
}
