// @vitest-environment jsdom
import { act, render, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { leastCost } from '../../../tests/leastCost.ts'
import { Markdown } from '../Markdown.tsx'
import { parseBlocks } from '../parseBlocks.ts'
import { findFormula } from './findFormula.ts'
import { typeset, type MathNode } from './typeset.ts'

describe('what is a formula', () => {
  it.each([
    ['$x$', 'x', false],
    ['$5x + 3$ a', '5x + 3', false],
    ['$a\\$b$', 'a\\$b', false],
    ['$$x$$', 'x', true],
    ['$$\na\n$$ b', '\na\n', true],
    ['\\(x_1\\)', 'x_1', false],
    ['\\[a \\\\ b\\]', 'a \\\\ b', true],
  ])('%j', (text, source, display) => expect(findFormula(text)).toMatchObject({ source, display }))

  it.each(['$5 and $6', '$5, or $6.', '$ x$', '$x $', '$a$b', '$a$5', '$x', '$a\n\nb$', '\\(\\)', '\\(x\\]', '\\[\\*\\]', '$$$$', '\\(a', '$' + 'a'.repeat(1_001) + '$'])('is not %j', text =>
    expect(findFormula(text)).toBeNull()) // prettier-ignore

  const drawn = (text: string) => render(<Markdown text={text} />).container.querySelectorAll('math, .math').length
  it.each([
    'It costs $5 or US$6, A$7 and 8$.',
    'Set $HOME and $PATH.',
    'Code `$x$` and\n\n```\n$$x$$\n```',
    '$$ a month\n\n$$ a year',
    'A line\n\\[not a link](/foo)',
    'a \\$x\\$ b',
  ])('and in running text not in %j', async text => {
    const { container } = render(<Markdown text={text} />)
    await act(async () => {})
    expect(container.querySelectorAll('math, .math')).toHaveLength(0)
    expect(drawn(text)).toBe(0)
  })
  it.each([
    ['where $x$ is', 1],
    ['- $a$\n- **$b$**\n- $$c$$', 3],
    ['| $a$ |\n|---|\n| $b$ |', 2],
    ['Then\n$$\na_1 * b\n\\\\ c\n$$\nfollows', 1],
    ['\\[\na\n\\]', 1],
    ['```math\n\\frac{a}{b}\n```', 1],
    ['$$x$$ in a line and \\(y\\)', 2],
  ])('but in %j', async (text, count) => {
    const { container } = render(<Markdown text={text} />)
    await waitFor(() => expect(container.querySelectorAll('math')).toHaveLength(count))
  })
})

describe('a formula that streams', () => {
  const text = 'First $a^2$ and\n\n$$\n\\frac{a}{b}\n$$\n\nthen ```js\n'
  it('is its source until its block is finished, and never goes back', async () => {
    const { container, rerender } = render(<Markdown text="$x$" />)
    // The renderer is here.
    await waitFor(() => expect(container.querySelector('math')).not.toBeNull())
    const seen: number[] = []
    for (let end = 1; end <= text.length; end++) {
      rerender(<Markdown text={text.slice(0, end)} streaming />)
      seen.push(container.querySelectorAll('math').length)
    }
    expect([...new Set(seen)]).toEqual([0, 1, 2])
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
    expect(seen.lastIndexOf(0)).toBeGreaterThan(text.indexOf('and'))
    const before = [...container.querySelectorAll('math')]
    rerender(<Markdown text={text} />)
    expect([...container.querySelectorAll('math')]).toEqual(before)
  })
})

const walk = (node: MathNode, see: (node: Exclude<MathNode, string>) => void): void => {
  if (typeof node === 'string') return
  see(node)
  for (const child of node.children) walk(child, see)
}

describe('a typeset formula', () => {
  it.each(['\\frac{a}{b}', '\\begin{aligned}a&=b\\\\c&=d\\end{aligned}', '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\sum_{i=1}^n \\int_0^\\infty f(x)\\,\\mathrm{d}x', '\\boxed{x}\\cancel{y}', '\\text{if }x>0', '\\begin{cases}a&b\\\\c&d\\end{cases}', '\\hat{x}\\vec{v}\\overline{AB}'])('%s is drawn', source =>
    expect(typeset(source, true)).toMatchObject({ name: 'math', attributes: { display: 'block' } })) // prettier-ignore

  it.each(['\\unknown', '\\frac{', '}', '\\href{https://evil.example}{x}', '\\url{https://evil.example}', '\\class{a}{x}', '\\id{a}{x}', '\\style{position:fixed}{x}', '\\data{a=b}{x}', '\\htmlClass{a}{x}', '\\def\\a{\\a\\a}\\a', '\\newcommand\\a{\\b\\b}\\newcommand\\b{\\a\\a}\\a', '{'.repeat(900)])('%s is not', source =>
    expect(typeset(source, false)).toBeNull()) // prettier-ignore

  it('has no link, request, name, colour, nor a size that leaves its line', () => {
    const hostile = [
      '\\includegraphics{https://evil.example/x.png}', '\\label{constructor}x\\ref{constructor}', 'x\\tag{\\label{a}1}', '\\color{red}x', '\\rule{9999em}{9999em}', '\\kern-9999em x', '\\hspace{9999em}x',
      '\\raisebox{9999em}{x}', '\\mathrlap{x}', '\\Huge x', '\\bbox[border:1px]{x}', '\\colorbox{red}{x}', '\\fbox{x}', '\\smash{x}', '\\char"1F600', '\\begin{array}{|c|c|}\\hline a&b\\end{array}', '\\begin{CD}A @>>> B\\end{CD}', '\\cancelto{0}{x}', '\\above 9999em x', '\\genfrac(){9999em}{}{a}{b}',
    ] // prettier-ignore
    const names = new Set<string>()
    const found: string[] = []
    const forbidden =
      /^(?:href|src|id|name|on.*|.*color|mathbackground|actiontype|mathsize|position|display|width|left)$/i
    for (const source of hostile) {
      const tree = typeset(source, true)
      if (tree === null) continue
      walk(tree, ({ name, attributes, style }) => {
        names.add(name)
        const given = [...Object.entries(attributes), ...Object.entries(style)]
        for (const [key, value] of given) {
          const isSize = name !== 'math' && key === 'width' && !(key in style)
          if (forbidden.test(key) && !isSize && !(name === 'math' && key === 'display')) found.push(`${source}: ${key}`)
          if (/url|var|calc|[a-z]:/.test(value)) found.push(`${source}: ${value}`)
          for (const [number] of value.matchAll(/\d+(?:\.\d+)?/g))
            if (Number(number) > 100) found.push(`${source}: ${value}`)
        }
      })
    }
    expect(found).toEqual([])
    expect(names.size).toBeGreaterThan(6)
    for (const name of names) expect(name).toMatch(/^m/)
  })

  it('keeps the macros of one formula from the next, and from the prototype of objects', () => {
    expect(typeset('\\gdef\\foo{x}\\foo', false)).not.toBeNull()
    expect(typeset('\\foo', false)).toBeNull()
    typeset('\\gdef\\__proto__{x}\\gdef\\constructor{y}', false)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('50 kB of formulas', () => {
  const units = ['$x$ ', '$a_{', '\\(', '\\[', '\\(a', '$$', '$$\n', '$$a\n', '$\\frac{', '\\$', '$$\\$', '$a $b', '\\[a\n\n', '$\\left( ', '$$x$$\n', '$\u00e9\u0301$ ', '$\\def\\a{\\a}\\a$ ', '!a$ '] // prettier-ignore
  it.each(units)('of %j are parsed in less than 100 ms', unit => {
    const text = unit.repeat(Math.ceil(50_000 / unit.length)).slice(0, 50_000)
    expect(leastCost(() => parseBlocks(text), 100)).toBeLessThan(100)
  })

  it('are typeset as far as a message may cost', async () => {
    const text = Array.from({ length: 600 }, (_, index) => `$x_{${index}} + \\frac{a}{b}^{${index}} + 123456789$`).join(
      '\n\n',
    )
    const { container } = render(<Markdown text={text} />)
    await waitFor(() => expect(container.querySelectorAll('math').length).toBeGreaterThan(100))
    expect(container.querySelectorAll('math').length).toBeLessThan(300)
    expect(container.textContent).toContain('x_{599}')
  })
})
