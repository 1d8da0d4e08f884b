import type { Token } from 'marked'
import { createElement, type ReactNode } from 'react'
import { decodeEntities } from './decodeEntities.ts'
import { Formula } from './math/Formula.tsx'
import { safeImageUrl, safeUrl } from './safeUrl.ts'

export interface InlineContext {
  imageOrigins: readonly string[]
  /** Nothing more will come: formulas are typeset. */
  finished: boolean
  /** Inside a link, where there can be no other. */
  linked?: boolean
}

/** An element with children that need no keys: they only grow at their end. A component for each would cost more memory than the text. */
export const element = (
  type: string,
  props: Record<string, unknown> | null,
  children: readonly ReactNode[],
): ReactNode => createElement(type, props, ...children)

/** Inline Markdown. Raw HTML is text; an address that is not allowed leaves its label as text. */
export const drawInlines = (tokens: readonly Token[] | undefined, context: InlineContext): ReactNode[] =>
  tokens?.flatMap(token => drawInline(token, context)) ?? []

function drawInline(token: Token, context: InlineContext): ReactNode | ReactNode[] {
  const { imageOrigins, finished, linked = false } = context
  const inner = (own = context) => drawInlines('tokens' in token ? token.tokens : undefined, own)
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens ? inner() : decodeEntities(String(token.text))
    case 'escape':
      return String(token.text)
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, null, inner())
    case 'codespan':
      return (
        <code dir="ltr" className="inline-code">
          {String(token.text)}
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return linked ? inner() : drawLink(token, inner({ ...context, linked: true }))
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

function drawLink(token: Token, label: ReactNode[]): ReactNode | ReactNode[] {
  const literal = 'autolink' in token && token.autolink
  const href = 'href' in token ? String(token.href) : ''
  const url = safeUrl(literal ? href : decodeEntities(href))
  if (!url) return label
  // The true address as title: a label can name any other.
  const props = { href: url, title: literal ? undefined : url, target: '_blank', rel: 'noopener noreferrer' }
  return element('a', props, label)
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
