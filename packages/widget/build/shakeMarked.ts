import { parseAst, type Plugin } from 'vite'
import { shortenMembers } from './shortenMembers.ts'

/**
 * Leaves of marked the lexer for GFM. What it makes when it is loaded, no bundler dares to drop: a parser, a renderer, the
 * grammars of other dialects, a third of it. Marked is pinned; another shape of its file stops the build.
 */
export const shakeMarked = (): Plugin[] => [
  {
    name: 'parley-shake-marked',
    transform(code, id) {
      return id.endsWith('marked.esm.js') ? { code: shake(code), map: null } : null
    },
  },
  shortenMembers(/marked\.esm\.js$|\/src\/markdown\//, names),
]

/** What only the lexer and our reading of it know by its name. Exported for its test. */
export const names =
  'tokenizer,getRegex,anyPunctuation,linkParenPossible,infiniteLoopError,lastPossibleEmStrongCloserIndex,listReplaceTask,linkEmitted,lastPossibleDelCloserIndex,startAngleBracket,blockquoteSetextReplace2,nonSpaceChar,blockquoteStart,numericCharacterReferenceOrAmpersand,punctuation,leadingSpaceTab,htmlBeginRegex,blockquoteMarkerWhitespace,reflinkSearch,numericCharacterReference,anyPunctuationOutsideCode,emStrong,blockquoteSetextReplace,listInterruptsParagraph,indentCodeCompensation,nestedContainerMarkers,blockquoteBeginRegex,linkInText,multipleSpaceGlobal,unicodeAlphaNumeric,blankLine,maskedSrc,endingSpaceTabChar,headingBeginRegex,nestedBlockMarker,tableRowBlankLine,startPreScriptTag,emStrongRDelimAst,emStrongRDelimUnd,newLineCharGlobal,startingSpaceChar,codeRemoveIndent,fencesBeginRegex,listTaskCheckbox,tableAlignCenter,nextBulletRegex,doubleBlankLine,tableAlignChars,tableAlignRight,endPreScriptTag,endAngleBracket,endingSpaceChar,beginningSpace,tableDelimiter,tableAlignLeft,emStrongLDelim,carriageReturn,listItemRegex,tabCharGlobal,hrefBrackets,endingHash,listIsTask,_backpedal,inlineText,splitPipe,slashPipe,startATag,delLDelim,delRDelim,blockSkip,findPipe,hrRegex,anyLine,endATag,caret,inlineQueue,inlineTokens,blockTokens,lastToken'.split(
    ',',
  )

/** Exported for its test. */
export function shake(source: string): string {
  // The renderer, and what comes after it.
  const end = match(source, /var \w+=class\{options;parser;constructor\(/).index
  const lexer = match(source, /export\{[^}]*?(\w+) as Lexer\b/)[1]
  let code = `${source.slice(0, end)}export{${lexer} as Lexer};`
  for (const [pattern, constant] of constants) code = replace(code, pattern, constant)
  for (let before = ''; before !== code;) {
    before = code
    code = withoutUnused(code)
  }
  return code
}

/** What our options say, wherever the lexer asks; and with it the grammars that are not asked for. */
const constants: [RegExp, string][] = [
  [/this\.options\.(pedantic|breaks|silent)/g, '!1'],
  [/this\.options\.gfm/g, '!0'],
  [/this\.options\.(hooks|extensions\?\.(block|startBlock))/g, 'null'],
  [/(\w+)\.block=\w+\.pedantic,\1\.inline=\w+\.pedantic/g, '0'],
  [/\w+\.inline=\w+\.breaks/g, '0'],
  [/,breaks:\w+,pedantic:\w+\}/g, '}'],
  [/,pedantic:\w+\}/g, '}'],
]

/** Without top-level variables and members of top-level tables whose name is nowhere else. */
function withoutUnused(code: string): string {
  const isUsed = (name: string) =>
    code.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length > 2
  const edits: { start: number; end: number; text: string }[] = []
  const keep = <Item extends Span>(
    { start, end }: Span,
    items: readonly Item[],
    nameOf: (item: Item) => string | null,
  ) => {
    const kept = items.filter(item => isUsed(nameOf(item) ?? 'var'))
    if (kept.length < items.length)
      edits.unshift({ start, end, text: kept.map(item => code.slice(item.start, item.end)).join(',') })
  }
  for (const statement of parseAst(code).body) {
    if (statement.type === 'FunctionDeclaration' && !isUsed(statement.id!.name))
      edits.unshift({ start: statement.start, end: statement.end, text: '' })
    if (statement.type !== 'VariableDeclaration') continue
    const { declarations } = statement
    const edited = edits.length
    for (const { init } of declarations) {
      if (init?.type !== 'ObjectExpression') continue
      keep({ start: init.start + 1, end: init.end - 1 }, init.properties, member =>
        member.type === 'Property' && member.key.type === 'Identifier' ? member.key.name : null,
      )
    }
    if (edits.length > edited) continue
    const nameOf = ({ id }: (typeof declarations)[number]) => (id.type === 'Identifier' ? id.name : null)
    if (!declarations.some(declaration => isUsed(nameOf(declaration) ?? 'var')))
      edits.unshift({ start: statement.start, end: statement.end, text: '' })
    else keep({ start: declarations.at(0)!.start, end: declarations.at(-1)!.end }, declarations, nameOf)
  }
  return edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code)
}

interface Span {
  start: number
  end: number
}

function match(code: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(code)
  if (!found) throw new Error(`marked.esm.js has another shape, without ${pattern.source}: see build/shakeMarked.ts.`)
  return found
}

function replace(code: string, pattern: RegExp, by: string): string {
  match(code, new RegExp(pattern.source))
  return code.replaceAll(pattern, by)
}
