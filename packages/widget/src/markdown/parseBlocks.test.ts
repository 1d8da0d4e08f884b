import type { Tokens } from 'marked'
import { describe, expect, it } from 'vitest'
import { createStreamParser } from './createStreamParser.ts'
import { parseBlocks } from './parseBlocks.ts'
import { splitSource } from './splitSource.ts'
import { leastCost } from '../../tests/leastCost.ts'

const size = 50_000
const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
/** Delimiters that look closed, or that only the parser counts. */
const units: [name: string, unit: string][] = [
  ['stars that cannot close', '|**b '],
  ['stars that cannot close, in pairs', '**b |** c '],
  ['stars that are escaped', '**a \\** '],
  ['stars in addresses', '**a [b](c**) '],
  ['items without text', '-\n x\n'],
  ['tildes that cannot close', ':~~a '],
  ['tildes of two lengths', '~a ~~b '],
  ['backticks in list items', '-\n     "`"'],
  ['backticks in numbered items', '1. `` \n -'],
  ['backticks, escaped in part', '\\`` " `'],
]
const hostile: [name: string, text: string][] = [
  ['quotes in quotes', fill('>')],
  ['quotes in quotes, spaced', fill('> ')],
  ['lists in lists on one line', fill('- ')],
  ['numbered lists on one line', fill('1. ')],
  ['lists and quotes in turn', fill('- > ')],
  ['lists in lists by indent', fill(Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n'))],
  ['lists by indent with empty lines', fill(Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n\n'))],
  ['emphasis that never closes', fill('**a* ')],
  ['emphasis, spread over paragraphs', fill(`${'**a* '.repeat(70)}\n\n`)],
  ['emphasis, spread over small paragraphs', fill(`${'**a* '.repeat(39)}\n\n`)],
  ['underscores', fill('_a __b ')],
  ['one run of stars', fill('*')],
  ['stars around a letter', `${'*'.repeat(size / 2)}a${'*'.repeat(size / 2)}`],
  ['brackets', fill('[')],
  ['brackets, balanced', '['.repeat(size / 2) + ']'.repeat(size / 2)],
  ['half links', fill('[a](')],
  ['half links in angles', fill('[a](<b')],
  ['images', fill('![')],
  ['backticks', fill('`a ``b ')],
  ['tags', fill('<a b="')],
  ['angle brackets', fill('<')],
  ['comments', fill('<!--')],
  ['addresses', fill('http://a(')],
  ['mail addresses', `${fill('a.')}@`],
  ['at signs', fill('a@')],
  ['definitions', fill('[x]: y\n')],
  ['a wide table', `${fill('|')}\n${fill('|-')}`],
  ['no table', `${fill('|')}x`.slice(-23_900)],
  ['tildes', fill('~~a ')],
  ...['_a*', '*_a', '_a**', '_aa*', '_a* b*', '*a*_'].map((unit): [string, string] => [`words of ${unit}`, fill(`${unit.repeat(7_800 / unit.length)}\n`)]),
  ['list items', fill('- a\n')],
  ['loose list items', fill('- a\n\n\n')],
  ['letters', fill('a')],
  ['backslashes', fill('\\')],
  ['ampersands', fill('&')],
  ['spaces', `a${fill(' ')}b`],
  ['tabs in a list', fill('-\t')],
  ['setext underlines', fill('a\n=\n')],
  ...units.map(([name, unit]): [string, string] => [name, fill(unit)]),
  ...units.map(([name, unit]): [string, string] => [`${name}, just below the limit of size`, fill(unit).slice(0, 23_900)]),
] // prettier-ignore

describe('a hostile message of 50 kB', () => {
  it.each(hostile)('%s costs less than 100 ms', (_, text) => {
    parseBlocks('warm **up** [a](b)\n\n- c')
    expect(parseBlocks(text).blocks.length).toBeGreaterThan(0)
    expect(leastCost(() => parseBlocks(text), 100)).toBeLessThan(100)
  })

  it.each(units)('%s: 16 kB in 40 pieces cost less than 400 ms', (_, unit) => {
    const text = unit.repeat(Math.ceil(16_000 / unit.length)).slice(0, 16_000)
    const arrive = () => {
      const parser = createStreamParser()
      for (let end = 400; end <= text.length; end += 400) parser.read(text.slice(0, end), true)
      parser.read(text, false)
    }
    expect(leastCost(arrive, 400)).toBeLessThan(400)
  })

  it.each([
    ['one table', 1],
    ['many tables', 60],
  ])('%s of short rows under a wide head is no table of a million cells', (_, count) => {
    const side = Math.floor(1_000 / count)
    const table = `${'|a'.repeat(side)}|\n${'|-'.repeat(side)}|\n${'|\n'.repeat(side)}\n`
    const cells = parseBlocks(table.repeat(count)).blocks.flatMap(block =>
      block.kind === 'markdown' && block.token.type === 'table' ? (block.token as Tokens.Table).rows.flat() : [],
    )
    expect(cells.length).toBeLessThanOrEqual(10_000)
  })

  it.each(['', '> ', '- ', '1. '])('a table of two thousand cells is one, after %j', prefix => {
    const rest = prefix.replace(/[-1.]/g, ' ')
    const lines = ['|a'.repeat(10), '|:-:'.repeat(10), ...Array<string>(200).fill('|b'.repeat(10))]
    const text = lines.map((line, index) => (index === 0 ? prefix : rest) + line).join('\n')
    expect(parseBlocks(text).blocks.map(block => block.kind)).toEqual(['markdown'])
    const wide = text.replaceAll('|a', '|a'.repeat(9)).replaceAll('|:-:', '|:-:'.repeat(9))
    expect(parseBlocks(wide).blocks.map(block => block.kind)).toEqual(['plain'])
  })

  it('does not take the paragraphs around it along', () => {
    const { blocks } = parseBlocks(`**before**\n\n${'> '.repeat(500)}\n\n**after**`)
    expect(blocks.map(block => block.kind)).toEqual(['markdown', 'plain', 'markdown'])
  })
})

describe('segments', () => {
  it.each([
    ['a\n```ts\nb\n```\nc', ['markdown', 'code', 'markdown']],
    ['```\nopen', ['code']],
    ['````\n```\n````', ['code']],
    ['~~~\n```\n~~~', ['code']],
    ['- a\n  ```\n  b\n  ```', ['markdown']],
    ['> ```\n> b\n> ```', ['markdown']],
    ['``` a`b', ['markdown']],
  ])('of %j', (source, kinds) => {
    const segments = splitSource(source)
    expect(segments.map(segment => segment.kind)).toEqual(kinds)
    expect(segments.map(segment => segment.raw).join('')).toBe(source)
  })
})

it('parses a growing message in time that does not grow with what is finished', () => {
  const paragraph = 'Some **words** about [a thing](https://a.example) and `code`.\n\n'
  const cost = (paragraphs: number) => {
    const parser = createStreamParser()
    let text = paragraph.repeat(paragraphs)
    parser.read(text, true)
    return leastCost(() => {
      for (let i = 0; i < 300; i++) parser.read((text += 'word '), true)
    }, Infinity)
  }
  cost(10)
  expect(cost(1_000)).toBeLessThan(20 * Math.max(cost(10), 5))
})
