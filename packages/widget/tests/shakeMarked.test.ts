// @vitest-environment node
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tests } from 'commonmark-spec'
import { Lexer } from 'marked'
import { beforeAll, describe, expect, it } from 'vitest'
import { names, shake } from '../build/shakeMarked.ts'
import { shorten } from '../build/shortenMembers.ts'
import { hostileMarkdown } from './hostileMarkdown.ts'

const whole = readFileSync(new URL('../node_modules/marked/lib/marked.esm.js', import.meta.url), 'utf8')

// What our own code calls keeps its name here.
const taken = shorten(
  shake(whole),
  names.filter(name => !['blockTokens', 'inlineTokens', 'inlineQueue'].includes(name)),
)

describe('what the embed takes of marked', () => {
  let Shaken: typeof Lexer
  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'parley-marked-')), 'marked.mjs')
    writeFileSync(file, taken)
    ;({ Lexer: Shaken } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { Lexer: typeof Lexer })
  })

  it('is a good deal smaller', () => {
    expect(taken.length).toBeLessThan(0.75 * whole.length)
  })

  it('reads every example of CommonMark, and hostile input, as all of it does', () => {
    const texts = [...tests.map(({ markdown }) => markdown.replaceAll('→', '\t')), ...hostileMarkdown]
    expect(texts.length).toBeGreaterThan(800)
    const read = (Type: typeof Lexer) => texts.map(text => new Type({ gfm: true }).lex(text.slice(0, 2_000)))
    expect(read(Shaken)).toEqual(read(Lexer))
  })
})
