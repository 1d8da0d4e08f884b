import { describe, expect, it } from 'vitest'
import { grammars } from './grammars.ts'
import { isHighlightable } from './highlightable.ts'
import { tokenizeCode } from './tokenizeCode.ts'
import { leastCost } from '../../../tests/leastCost.ts'

const coloured = (text: string, language: string) =>
  tokenizeCode(text, language)
    .filter(({ kind }) => kind)
    .map(({ kind, text }) => `${kind}:${text}`)

describe('colours of code', () => {
  it.each([
    ['ts', "const a = f('b') // c", ['keyword:const', 'name:f', "string:'b'", 'comment:// c']],
    ['ts', 'x = /[/]"/g; y = a / b / c', ['string:/[/]"/g']],
    ['tsx', 'return <Chat title="a" />', ['keyword:return', 'type:Chat', 'string:"a"']],
    ['js', '`a ${b}\nc` + 0x1F', ['string:`a ${b}\nc`', 'number:0x1F']],
    ['json', '{"a": "b", "c": [1, true]}', ['name:"a"', 'string:"b"', 'name:"c"', 'number:1', 'keyword:true']],
    ['python', '@d\ndef f(x):\n  """a "b"\n"""  # c', ['name:@d', 'keyword:def', 'name:f', 'string:"""a "b"\n"""', 'comment:# c']],
    ['html', '<p class="a">b\'s</p><!-- c -->', ['keyword:<p', 'name:class', 'string:"a"', 'keyword:>', 'keyword:</p', 'keyword:>', 'comment:<!-- c -->']],
    ['html', '<script>let a</script>', ['keyword:<script', 'keyword:>', 'keyword:let', 'keyword:</script', 'keyword:>']],
    ['css', '.a { color: red } /* b */', ['type:.a', 'name:color', 'comment:/* b */']],
    ['bash', '$ npm install -D x # y', ['name:npm', 'number:-D', 'comment:# y']],
    ['sql', "SELECT a FROM b -- c", ['keyword:SELECT', 'keyword:FROM', 'comment:-- c']],
    ['yaml', 'a: true # b', ['name:a', 'keyword:true', 'comment:# b']],
    ['toml', '[a]\nb = "c"', ['keyword:[a]', 'name:b', 'string:"c"']],
    ['rust', "fn f<'a>() { 'b' }", ['keyword:fn', 'name:f', "string:'b'"].filter(part => part !== 'name:f')],
    ['go', 'func F() { return nil }', ['keyword:func', 'type:F', 'keyword:return', 'keyword:nil']],
    ['c', '#include <a.h>\nint a;', ['name:#include', 'keyword:int']],
    ['diff', '+a\n-b\n c\n@@ d', ['inserted:+a', 'deleted:-b', 'comment:@@ d']],
    ['PHP', '<?php echo $a;', ['keyword:<?php', 'keyword:echo', 'name:$a']],
    ['dockerfile', 'FROM node:20', ['keyword:FROM']],
  ])('%s: %s', (language, text, expected) => {
    expect(coloured(text, language)).toEqual(expect.arrayContaining(expected))
    expect(coloured(text, language).filter(part => !/^(?:number|type)/.test(part) || expected.includes(part))).toEqual(expected)
  }) // prettier-ignore

  it('knows a grammar for every name that fetches it, and no other', () => {
    const inner = new Set(['script', 'style', 'tag'])
    for (const name of grammars.keys()) expect([name, isHighlightable('', name)]).toEqual([name, !inner.has(name)])
    for (const name of ['', 'text', 'math', '__proto__', 'constructor', 'toString', 'unknown'])
      expect([name, isHighlightable('', name)]).toEqual([name, false])
    expect(isHighlightable('', 'JavaScript')).toBe(true)
    expect(isHighlightable('a'.repeat(12_001), 'js')).toBe(false)
  })

  // What makes other highlighters quadratic; one of them takes 46 s for 20 kB of the worst.
  const units = ['a', '"', "'", '`', '/', '/*', '(/', '(/[', '=/a', '<', '<a ', '<a "', '<script>', '<style>', '${', '`${', '{', '(', '[', '[[', '\\', '#', 'a=', '0', '0x', '.', '-', '--', '1e', '@', '&', '&#', '%', '"\\', '//', 'a(', 'a.', 'a:', 'a b', '  ', '\n', 'a\n', ' \n', '<!--', '"""', "'''", '$(', '$', '$a', '@"', '@@ ', '+', ',', '-a', '!', '--[[', '<#', '#![', 'é', '\u{1d54f}', '\u0000', '\t', 'SELECT ', ': ', '- ', 'if('] // prettier-ignore
  it('are linear in the length of the code, whatever it is', () => {
    const slow: string[] = []
    let count = 0
    for (const language of new Set(grammars.values())) {
      const name = [...grammars].find(([, grammar]) => grammar === language)![0]
      for (const unit of units) {
        const text = unit.repeat(Math.ceil(12_000 / unit.length)).slice(0, 12_000)
        const tokens = tokenizeCode(text, name)
        if (tokens.map(token => token.text).join('') !== text) slow.push(`${name} loses text of ${unit}`)
        const cost = leastCost(() => tokenizeCode(text, name), 25)
        if (cost >= 25) slow.push(`${name} ${JSON.stringify(unit)} ${cost} ms`)
        count += 1
      }
    }
    expect(slow).toEqual([])
    expect(count).toBeGreaterThan(1_000)
  })

  it('stop after some thousand tokens, and lose no text', () => {
    const text = '1 '.repeat(6_000)
    const tokens = tokenizeCode(text, 'js')
    expect(tokens.length).toBeLessThan(3_100)
    expect(tokens.map(token => token.text).join('')).toBe(text)
  })
})
