import type { Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { CodeBlock } from './CodeBlock.tsx'
import { drawInlines, element } from './InlineTokens.tsx'
import { Formula } from './math/Formula.tsx'
import { TableBox } from './TableBox.tsx'
import { TaskBox } from './TaskBox.tsx'

export interface BlockContext {
  imageOrigins: readonly string[]
  /** Nothing more will come: code is coloured and formulas are typeset. */
  finished: boolean
  /** Of a block that stands by itself. What is nested has none: an outer `auto` would pass over its text. */
  dir?: 'auto' | undefined
}

/** What is nested in lists and quotes. No ids, so that nothing can be clobbered. */
const drawBlocks = (tokens: readonly Token[], context: BlockContext): ReactNode[] =>
  tokens.flatMap(token => drawBlock(token, { ...context, dir: undefined }))

export function drawBlock(token: Token, context: BlockContext, headingLevel?: number): ReactNode | ReactNode[] {
  const { dir } = context
  const inline = () => drawInlines('tokens' in token ? token.tokens : undefined, context)
  switch (token.type) {
    case 'paragraph':
      return element('p', { dir }, inline())
    case 'heading':
      return drawHeading(headingLevel, inline(), dir)
    case 'code':
      return drawCode(String(token.text), String(token.lang ?? '').split(/\s/)[0] ?? '', context.finished)
    case 'blockquote':
      return element('blockquote', { dir }, drawBlocks(token.tokens ?? [], context))
    case 'list':
      return drawList(token as Tokens.List, context)
    case 'table':
      return drawTable(token as Tokens.Table, context)
    case 'hr':
      return <hr />
    case 'text':
      return token.tokens ? inline() : drawInlines([token], context)
    case 'checkbox':
      return null
    case 'space':
    case 'def':
      return null
    default:
      return (
        <p dir={dir} className="plain">
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
const drawHeading = (level: number | undefined, children: ReactNode[], dir: BlockContext['dir']): ReactNode =>
  level === undefined ? (
    <p dir={dir}>{element('strong', null, children)}</p>
  ) : (
    element(`h${Math.min(level, 6)}`, { dir }, children)
  )

function drawList(list: Tokens.List, context: BlockContext): ReactNode {
  const items = list.items.map(item =>
    element('li', { className: item.task ? 'task' : undefined }, [
      item.task && <TaskBox done={item.checked === true} />,
      ...drawBlocks(item.tokens, context),
    ]),
  )
  const className = list.loose ? 'loose' : undefined
  const { dir } = context
  const start = list.start === '' || list.start === 1 ? undefined : list.start
  return list.ordered ? element('ol', { dir, className, start }, items) : element('ul', { dir, className }, items)
}

function drawTable(table: Tokens.Table, context: BlockContext): ReactNode {
  const row = (cells: Tokens.TableCell[], type: 'th' | 'td') =>
    element(
      'tr',
      null,
      cells.map(({ align, tokens }) =>
        element(type, { 'data-align': align ?? undefined }, drawInlines(tokens, context)),
      ),
    )
  return (
    <TableBox>
      <table dir={context.dir}>
        <thead>{row(table.header, 'th')}</thead>
        {element(
          'tbody',
          null,
          table.rows.map(cells => row(cells, 'td')),
        )}
      </table>
    </TableBox>
  )
}
