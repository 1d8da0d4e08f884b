import { lexer, type Token, type Tokens } from 'marked'
import { createElement, Fragment, useMemo, type ReactNode } from 'react'

/** What assistants write, drawn from marked's tokens: no HTML goes into the page, and links lead to the web only. */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text), [text])
  return <div className="markdown">{draw(tokens)}</div>
}

const draw = (tokens: Token[] | undefined): ReactNode =>
  tokens?.map((token, index) => <Fragment key={index}>{drawOne(token)}</Fragment>)

const drawCell = (tag: 'td' | 'th') => (cell: Tokens.TableCell, index: number) =>
  createElement(tag, { key: index }, draw(cell.tokens))

function drawOne(token: Token): ReactNode {
  switch (token.type) {
    case 'paragraph':
      return <p>{draw(token.tokens)}</p>
    case 'heading':
      return createElement(token.depth > 2 ? 'h4' : 'h3', {}, draw(token.tokens))
    case 'strong':
    case 'em':
    case 'del':
    case 'blockquote':
      return createElement(token.type, {}, draw(token.tokens))
    case 'codespan':
      return <code>{token.text}</code>
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      )
    case 'list': {
      const { ordered, items } = token as Tokens.List
      return createElement(ordered ? 'ol' : 'ul', {}, items.map((item, index) => <li key={index}>{draw(item.tokens)}</li>)) // prettier-ignore
    }
    case 'link':
      return /^https?:/.test(token.href) ? <a href={token.href}>{draw(token.tokens)}</a> : draw(token.tokens)
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return (
        <table>
          <thead>
            <tr>{header.map(drawCell('th'))}</tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>{row.map(drawCell('td'))}</tr>
            ))}
          </tbody>
        </table>
      )
    }
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'space':
      return null
    case 'text':
      return 'tokens' in token && token.tokens ? draw(token.tokens) : token.text
    default:
      return token.raw
  }
}
