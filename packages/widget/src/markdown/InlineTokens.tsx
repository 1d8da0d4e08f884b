import type { Token } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { decodeEntities } from './decodeEntities.ts'
import { Formula } from './math/Formula.tsx'
import { safeImageUrl, safeUrl } from './safeUrl.ts'

/** Draws inline Markdown. Raw HTML is text; an address that is not allowed leaves its label as text. */
export function InlineTokens(props: InlineTokensProps) {
  return props.tokens?.map((token, index) => <Fragment key={index}>{drawInline(token, props)}</Fragment>)
}

interface InlineTokensProps {
  tokens: Token[] | undefined
  imageOrigins: readonly string[]
  finished: boolean
  /** Inside a link, where there can be no other. */
  linked?: boolean
}

function drawInline(token: Token, { imageOrigins, finished, linked = false }: InlineTokensProps): ReactNode {
  const inner = (isLink = linked) => (
    <InlineTokens
      tokens={'tokens' in token ? token.tokens : undefined}
      imageOrigins={imageOrigins}
      finished={finished}
      linked={isLink}
    />
  )
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
      return linked ? inner() : drawLink(token, inner(true))
    case 'image':
      return drawImage(token, imageOrigins, linked)
    case 'checkbox':
      return null
    case 'math':
      return (
        <Formula
          source={'source' in token ? String(token.source) : ''}
          display={'display' in token && token.display === true}
          raw={token.raw}
          finished={finished}
        />
      )
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

/** The text of a description, without its markers. */
const textOf = (tokens: Token[]): string =>
  tokens
    .map(token => {
      if ('tokens' in token && token.tokens) return textOf(token.tokens)
      return 'text' in token ? decodeEntities(String(token.text)) : token.raw
    })
    .join('')

/** An image of another origin would tell that origin, without a click, that this answer was read. */
function drawImage(token: Token, imageOrigins: readonly string[], linked: boolean): ReactNode {
  const alt =
    'tokens' in token && token.tokens ? textOf(token.tokens) : decodeEntities(String('text' in token && token.text))
  const href = decodeEntities('href' in token ? String(token.href) : '')
  const url = safeImageUrl(href, imageOrigins)
  if (url) return <img src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" />
  const link = safeUrl(href)
  const label = alt || (link ? new URL(link).hostname : '…')
  if (linked || !link?.startsWith('http')) return <span className="image-chip">{label}</span>
  return (
    <a className="image-chip" href={link} title={link} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  )
}
