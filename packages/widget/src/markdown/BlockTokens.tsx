import type { Token, Tokens } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { CodeBlock } from './CodeBlock.tsx'
import { InlineTokens } from './InlineTokens.tsx'
import { Formula } from './math/Formula.tsx'
import { TaskBox } from './TaskBox.tsx'

export interface BlockContext {
  imageOrigins: readonly string[]
  /** Nothing more will come: code is coloured and formulas are typeset. */
  finished: boolean
}

/** Draws block-level Markdown, also what is nested in lists and quotes. No ids, so that nothing can be clobbered. */
export function BlockTokens({ tokens, context }: { tokens: Token[]; context: BlockContext }) {
  return tokens.map((token, index) => <Fragment key={index}>{drawBlock(token, context)}</Fragment>)
}

export function drawBlock(token: Token, context: BlockContext, headingLevel?: number): ReactNode {
  const inline = () => <InlineTokens tokens={'tokens' in token ? token.tokens : undefined} {...context} />
  switch (token.type) {
    case 'paragraph':
      return <p dir="auto">{inline()}</p>
    case 'heading':
      return drawHeading(headingLevel, inline())
    case 'code':
      return drawCode(String(token.text), String(token.lang ?? '').split(/\s/)[0] ?? '', context.finished)
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <BlockTokens tokens={token.tokens ?? []} context={context} />
        </blockquote>
      )
    case 'list':
      return drawList(token as Tokens.List, context)
    case 'table':
      return drawTable(token as Tokens.Table, context)
    case 'hr':
      return <hr />
    case 'text':
      return token.tokens ? inline() : <InlineTokens tokens={[token]} {...context} />
    case 'checkbox':
      return null
    case 'space':
    case 'def':
      return null
    default:
      return (
        <p dir="auto" className="plain">
          {token.raw.trim()}
        </p>
      )
  }
}

/** A fence called `math` holds a formula. */
export function drawCode(text: string, language: string, finished: boolean): ReactNode {
  return language === 'math' && finished ? (
    <Formula source={text} display raw={text} finished />
  ) : (
    <CodeBlock text={text} language={language} finished={finished} />
  )
}

/** Below lists and quotes a heading has no level: it is drawn as a strong paragraph. */
function drawHeading(level: number | undefined, children: ReactNode): ReactNode {
  if (level === undefined) {
    return (
      <p dir="auto">
        <strong>{children}</strong>
      </p>
    )
  }
  const Heading = (['h3', 'h4', 'h5'] as const)[level - 3] ?? 'h6'
  return <Heading dir="auto">{children}</Heading>
}

function drawList(list: Tokens.List, context: BlockContext): ReactNode {
  const items = list.items.map((item, index) => (
    <li key={index} className={item.task ? 'task' : undefined}>
      {item.task && <TaskBox done={item.checked === true} />}
      <BlockTokens tokens={item.tokens} context={context} />
    </li>
  ))
  const className = list.loose ? 'loose' : undefined
  return list.ordered ? (
    <ol dir="auto" className={className} start={list.start === '' || list.start === 1 ? undefined : list.start}>
      {items}
    </ol>
  ) : (
    <ul dir="auto" className={className}>
      {items}
    </ul>
  )
}

function drawTable(table: Tokens.Table, context: BlockContext): ReactNode {
  const cell = (cell: Tokens.TableCell, index: number, Cell: 'th' | 'td') => (
    <Cell key={index} dir="auto" data-align={cell.align ?? undefined}>
      <InlineTokens tokens={cell.tokens} {...context} />
    </Cell>
  )
  return (
    // Focusable, so that a wide table can be scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table" tabIndex={0}>
      <table dir="auto">
        <thead>
          <tr>{table.header.map((header, index) => cell(header, index, 'th'))}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>{row.map((data, column) => cell(data, column, 'td'))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
