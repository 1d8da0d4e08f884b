import type { ReplyEvent } from '@parley/protocol'
import type { DocsSection } from './docsSections.ts'

export const sectionTitle = ({ heading, page }: DocsSection): string =>
  heading === page ? page : `${page}: ${heading}`

/** Where an answer is from: each address once. */
export const sourceEvents = (sections: readonly DocsSection[]): ReplyEvent[] =>
  sections
    .filter(({ url }, index) => sections.findIndex(section => section.url === url) === index)
    .map((section, index) => ({
      type: 'source-url',
      sourceId: `source-${index + 1}`,
      url: section.url,
      title: sectionTitle(section),
    }))
