import type { Token } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { decodeEntities } from './decodeEntities.ts'
import { safeImageUrl, safeUrl } from './safeUrl.ts'

/** Draws inline Markdown. Raw HTML is text; an address that is not allowed leaves its label as text. */
export function InlineTokens({
  tokens,
  imageOrigins,
}: {
  tokens: Token[] | undefined
  imageOrigins: readonly string[]
}) {
  return tokens?.map((token, index) => <Fragment key={index}>{drawInline(token, imageOrigins)}</Fragment>)
}

function drawInline(token: Token, imageOrigins: readonly string[]): ReactNode {
  const inner = () => <InlineTokens tokens={'tokens' in token ? token.tokens : undefined} imageOrigins={imageOrigins} />
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens ? inner() : decodeEntities(String(token.text))
    case 'escape':
      return String(token.text)
    case 'strong':
      return <strong>{inner()}</strong>
    case 'em':
      return <em>{inner()}</em>
    case 'del':
      return <del>{inner()}</del>
    case 'codespan':
      return (
        <code dir="ltr" className="inline-code">
          {String(token.text)}
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return drawLink(token, inner())
    case 'image':
      return drawImage(token, imageOrigins)
    case 'checkbox':
      return null
    default:
      return token.raw
  }
}

function drawLink(token: Token, label: ReactNode): ReactNode {
  const literal = 'autolink' in token && token.autolink
  const href = 'href' in token ? String(token.href) : ''
  const url = safeUrl(literal ? href : decodeEntities(href))
  if (!url) return label
  // The true address as title: a label can name any other.
  return (
    <a href={url} title={literal ? undefined : url} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  )
}

/** An image of another origin would tell that origin, without a click, that this answer was read. */
function drawImage(token: Token, imageOrigins: readonly string[]): ReactNode {
  const alt = decodeEntities('text' in token ? String(token.text) : '')
  const href = decodeEntities('href' in token ? String(token.href) : '')
  const url = safeImageUrl(href, imageOrigins)
  if (url) return <img src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" />
  const link = safeUrl(href)
  const label = alt || (link ? new URL(link).hostname : '…')
  if (!link?.startsWith('http')) return <span className="image-chip">{label}</span>
  return (
    <a className="image-chip" href={link} title={link} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  )
}
