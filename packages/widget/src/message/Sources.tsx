import type { Part } from '@parley/hooks'
import { useId } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { safeUrl } from '../markdown/safeUrl.ts'

type SourceUrl = Extract<Part, { type: 'source-url' }>
type SourceDocument = Extract<Part, { type: 'source-document' }>

const isSource = (part: Part): part is SourceUrl | SourceDocument =>
  part.type === 'source-url' || part.type === 'source-document'

/** What an answer was taken from: title and host of each source, every address once. */
export function Sources({ parts }: { parts: readonly Part[] }) {
  const { words } = useWords()
  const heading = useId()
  const sources = new Map(parts.filter(isSource).map(part => ['url' in part ? part.url : part.sourceId, part]))
  if (sources.size === 0) return null
  return (
    // A group: as a landmark, each answer would add one of the same name.
    <section className="sources" role="group" aria-labelledby={heading}>
      <h3 id={heading}>{words.sources}</h3>
      <ol>
        {[...sources].map(([key, part], index) => (
          <li key={key}>
            <Source part={part} number={index + 1} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Source({ part, number }: { part: SourceUrl | SourceDocument; number: number }) {
  const url = 'url' in part ? safeUrl(part.url) : null
  const host = url ? new URL(url).hostname.replace(/^www\./, '') : 'filename' in part ? part.filename : undefined
  const title = part.title || host || part.sourceId
  const content = (
    <>
      <span className="source-number" aria-hidden="true">
        {number}
      </span>
      <span className="source-text">
        <span className="source-title" dir="auto">
          {title}
        </span>
        {host && host !== title && (
          <span className="source-host" dir="ltr">
            {host}
          </span>
        )}
      </span>
    </>
  )
  if (!url) return <div className="source">{content}</div>
  return (
    <a className="source" href={url} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  )
}
