// @vitest-environment jsdom
import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Markdown } from './Markdown.tsx'

const sample = `# Title

Some **bold**, *emphasis*, \`code\`, ~~gone~~ and [a link](https://a.example/path?q=1 "title").
A second line with www.example.com and <https://auto.example>.

- one
- two
  1. nested
  2. again

     loose
- [x] done
- [ ] open

| a | b |
|---|:-:|
| 1 | **2** |

> quote
> > deeper

\`\`\`ts
const a = \`b\` // **not bold**
\`\`\`

![alt](https://img.example/a.png) &amp; &copy; <b>raw</b>

Setext
---

Late [reference][r].

[r]: https://ref.example
`

const draw = (text: string, imageOrigins: string[] = []) =>
  render(<Markdown text={text} imageOrigins={imageOrigins} />).container

describe('a finished message', () => {
  it.each([
    ['**b** *e* ~~d~~', 'strong,em,del'],
    ['# a\n\n## b', 'h3,h4'],
    ['- a\n- b', 'ul,li,li'],
    ['3. a', 'ol,li'],
    ['> a', 'blockquote,p'],
    ['a  \nb', 'br'],
    ['---', 'hr'],
    ['| a |\n|---|\n| b |', 'table,thead,tr,th,tbody,tr,td'],
    ['- [x] a', 'ul,li,input'],
    ['## a\n\n#### b\n\n## c', 'h3,h4,h3'],
  ])('draws %j', (text, expected) => {
    const names = [...draw(text).querySelectorAll('.markdown *')].map(element => element.localName)
    for (const name of expected.split(',')) expect(names).toContain(name)
  })

  it('resolves references that are defined later', () => {
    expect(draw(sample).querySelector('a[href="https://ref.example/"]')?.textContent).toBe('reference')
  })

  it('shows character references as characters and raw HTML as text', () => {
    expect(draw('&lt;b&gt; &amp; &#39; &#x2014; &nope; <b onclick=x>hi</b>').textContent).toBe(
      "<b> & ' — &nope; <b onclick=x>hi</b>",
    )
  })

  it('keeps the language of a code block and its text as it is', () => {
    const figure = draw('```ts\nconst a = 1 < 2 && "&amp;"\n```').querySelector('figure')!
    expect(figure.querySelector('figcaption span')!.textContent).toBe('ts')
    expect(figure.querySelector('code')!.textContent).toBe('const a = 1 < 2 && "&amp;"')
    expect(figure.dir).toBe('ltr')
  })
})

describe('untrusted addresses', () => {
  const links = [
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'java\nscript:alert(1)',
    'javascript&colon;alert(1)', '&#106;avascript:alert(1)', '&#x6A;avascript:alert(1)', '\\javascript:alert(1)',
    'data:text/html,<script>1</script>', 'vbscript:x', 'file:///etc/passwd', 'blob:https://a', 'about:blank', 'ftp://a.b',
    '//evil.example', '\\\\evil.example', '/\\evil.example', '/relative', 'relative', '?q', '#hash', 'https:evil.example', 'https:/evil',
    'http://user:pass@evil.example', 'https://good.example@evil.example', 'https://a\u200b.example', 'https://a.example/\u202egnp.exe',
    'view-source:https://a', 'intent://x', 'x-apple:y', 'ms-settings:', 'chrome://x', 'https://', 'http://[', 'tel:', 'mailto:',
  ] // prettier-ignore
  it.each(links)('never link to %j', href => {
    for (const text of [`[label](${href})`, `[label](<${href}>)`, `[label][r]\n\n[r]: ${href}`, `<${href}>`]) {
      for (const link of draw(text).querySelectorAll('a')) {
        // An address inside the text may become a link of its own; the refused one must not.
        expect(link.getAttribute('href')).toMatch(/^(https?:\/\/[^@\\]+|mailto:.+|tel:.+)$/i)
        expect(link.getAttribute('href')).not.toContain('javascript')
      }
    }
  })

  it('link to http, https, mailto and tel, in another tab and without a referrer', () => {
    const text = '[a](http://a.example) [b](https://b.example) [c](mailto:c@example.com) [d](tel:+4912) x@y.example'
    const found = [...draw(text).querySelectorAll('a')]
    expect(found.map(link => link.protocol)).toEqual(['http:', 'https:', 'mailto:', 'tel:', 'mailto:'])
    for (const link of found) {
      expect(link.rel).toBe('noopener noreferrer')
      expect(link.target).toBe('_blank')
    }
  })

  it.each([
    '![a](https://evil.example/p.png)',
    '![a](//evil.example/p.png)',
    '![a](https://img.example.evil.example/p.png)',
    '![a](https://img.example@evil.example/p.png)',
    '![a](http://img.example/p.png)',
    '![a](data:image/svg+xml,x)',
    '![a][r]\n\n[r]: https://evil.example/p.png',
    '[![a](https://evil.example/p.png)](https://evil.example)',
    '<img src=https://evil.example/p.png>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<script>alert(1)</script>',
    '<style>@import "https://evil.example"</style>',
    '<iframe src=https://evil.example></iframe>',
    '<link rel=dns-prefetch href=//evil.example>',
    '<script type=speculationrules>{}</script>',
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    '<form action=https://evil.example><input name=parentNode>',
    '<a id=parentNode name=x href=//evil.example ping=//evil.example>x</a>',
    '<video src=//evil.example autoplay>',
    '<object data=//evil.example>',
    '<base href=//evil.example>',
    '<!-- --!><img src=//evil.example>',
    '<math><mtext><img src=//evil.example>',
    '```html\n<img src=//evil.example>\n```',
    '| <img src=//evil.example> |\n|---|\n| ![a](//evil.example) |',
  ])('load nothing by themselves: %j', text => {
    for (let end = 1; end <= text.length; end++) {
      const container = render(
        <Markdown text={text.slice(0, end)} streaming imageOrigins={['https://img.example']} />,
      ).container
      expect(dangersIn(container)).toBe(0)
    }
    expect(dangersIn(draw(text, ['https://img.example']))).toBe(0)
  })

  const loading =
    'img,script,style,iframe,link,meta,form,video,audio,object,embed,base,math,[onerror],[onload],[onclick],[style],[ping]'
  const dangersIn = (container: HTMLElement) =>
    container.querySelectorAll(`${loading},.markdown [id],.markdown [name]`).length

  it('show an image of an allowed origin', () => {
    const image = draw('![a](https://img.example/p.png)', ['https://img.example']).querySelector('img')!
    expect(image.src).toBe('https://img.example/p.png')
    expect(image.getAttribute('referrerpolicy')).toBe('no-referrer')
  })
})

describe('while a message streams', () => {
  it('draws every prefix without throwing, and the end like a finished message', () => {
    const { container, rerender } = render(<Markdown text="" streaming />)
    for (let end = 1; end <= sample.length; end++) rerender(<Markdown text={sample.slice(0, end)} streaming />)
    rerender(<Markdown text={sample} />)
    expect(container.innerHTML).toBe(draw(sample).innerHTML)
  })

  it('keeps the elements of finished blocks, also through the end', () => {
    const { container, rerender } = render(<Markdown text="" streaming />)
    const seen = new Map<number, Element>()
    for (let end = 1; end <= sample.length; end++) {
      rerender(<Markdown text={sample.slice(0, end)} streaming />)
      const blocks = [...container.querySelector('.markdown')!.children]
      blocks.slice(0, -1).forEach((block, index) => {
        if (!seen.has(index)) seen.set(index, block)
        expect(block).toBe(seen.get(index))
      })
    }
    rerender(<Markdown text={sample} />)
    const blocks = [...container.querySelector('.markdown')!.children]
    for (const [index, block] of seen) expect(blocks[index]).toBe(block)
    expect(seen.size).toBeGreaterThan(6)
  })

  it.each([
    ['Hello **wor', 'Hello wor', 'strong'],
    ['Hello **', 'Hello', null],
    ['See [the guide](https://a.exa', 'See the guide', null],
    ['See [the gui', 'See the gui', null],
    ['Run `npm i', 'Run npm i', 'code'],
    ['![diagram](https://x', '', null],
    ['Text\n\n-', 'Text', null],
    ['Text\n-', 'Text', null],
    ['Text\n\n##', 'Text', null],
    ['a\n\n```', 'a', null],
    ['~~old', 'old', 'del'],
    ['some *emph', 'some emph', 'em'],
    ['**bold*', 'bold', 'strong'],
    ['2 * 3', '2 * 3', null],
    ['snake_case_name', 'snake_case_name', null],
  ])('%j shows %j', (text, shown, element) => {
    const { container } = render(<Markdown text={text} streaming />)
    expect(container.textContent.trim()).toBe(shown)
    const tags = [...container.querySelectorAll('strong,em,del,code,a,ul,h3,h4,h5,img')].map(tag => tag.localName)
    expect(tags).toEqual(element ? [element] : [])
  })
})
