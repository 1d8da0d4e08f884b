import type { Part } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'
import { safeImageUrl, safeUrl } from '../markdown/safeUrl.ts'
import { Icon } from '../theme/Icon.tsx'

type File = Extract<Part, { type: 'file' }>

/** A file of an answer: an image when its origin is allowed, else a link that loads nothing by itself. */
export function FilePart({ part, imageOrigins = [] }: { part: File; imageOrigins?: readonly string[] }) {
  const { words } = useWords()
  const name = part.filename ?? words.file
  const image = part.mediaType.startsWith('image/') ? safeImageUrl(part.url, imageOrigins) : null
  if (image) {
    return (
      <div className="markdown">
        <img src={image} alt={name} loading="lazy" decoding="async" referrerPolicy="no-referrer" />
      </div>
    )
  }
  const url = safeUrl(part.url)
  const content = (
    <>
      <Icon name="file" size={18} />
      <span>{name}</span>
    </>
  )
  if (!url) return <div className="chip">{content}</div>
  return (
    <a className="chip" href={url} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  )
}
