import type { ReplyEvent } from '@parley/protocol'
import { pause } from '../pause.ts'
import type { Responder } from '../Responder.ts'
import { words } from '../words.ts'
import type { DocsDocument } from './DocsDocument.ts'
import { docsIndex } from './docsIndex.ts'
import { docsSections, type DocsSection } from './docsSections.ts'
import { sourceEvents } from './sourceEvents.ts'

export interface DocsResponderOptions {
  documents: readonly DocsDocument[]
  /** Where documents without a `url` are on the web. Default: `/docs/`. */
  baseUrl?: string
  /** Pause between words, so that a person sees the answer being written. Default: 12. */
  delayMs?: number
}

/** Answers from Markdown documents: the best sections, word by word, with links to where they stand. No model. */
export function docsResponder({ documents, baseUrl = '/docs/', delayMs = 12 }: DocsResponderOptions): Responder {
  const sections = docsSections(documents, baseUrl)
  const index = docsIndex(sections)

  return async function* docs({ text, signal }): AsyncIterable<ReplyEvent> {
    const found = chooseSections(index.search(text))
    const answer = found.length > 0 ? writeAnswer(found) : writeNothingFound(sections)
    yield { type: 'text-start', id: '0' }
    for (const delta of words(answer)) {
      yield { type: 'text-delta', id: '0', delta }
      await pause(delayMs, signal)
      if (signal.aborted) return
    }
    yield { type: 'text-end', id: '0' }
    yield* sourceEvents(found)
  }
}

type Hit = ReturnType<ReturnType<typeof docsIndex>['search']>[number]

/** The best section, and a second one that is nearly as good. */
function chooseSections(hits: Hit[]): DocsSection[] {
  const [best, ...others] = hits
  if (!best) return []
  const second = others.find(({ score, section }) => score > best.score * 0.6 && section.text !== best.section.text)
  return [best, ...(second ? [second] : [])].map(hit => hit.section)
}

function writeAnswer([best, second]: DocsSection[]): string {
  const { heading, page, text } = best!
  const where = heading === page ? `**${page}**` : `**${heading}** in *${page}*`
  const parts = [`Here is what the documentation says in ${where}:`, text]
  if (second) parts.push(`### ${second.heading}`, second.text)
  return parts.join('\n\n')
}

function writeNothingFound(sections: readonly DocsSection[]): string {
  if (sections.length === 0) return 'I have no documents to answer from yet. Please ask again later.'
  const pages = [...new Set(sections.map(section => section.page))].slice(0, 8)
  return [
    'I could not find anything about that in the documentation. Try other words, or ask about one of these:',
    pages.map(page => `- ${page}`).join('\n'),
  ].join('\n\n')
}
