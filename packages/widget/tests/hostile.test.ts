// @vitest-environment jsdom
import { render, waitFor } from '@testing-library/react'
import blns from 'big-list-of-naughty-strings'
import { createElement } from 'react'
import { beforeAll, describe, expect, it } from 'vitest'
import { Markdown } from '../src/markdown/Markdown.tsx'
import { hostileMarkdown } from './hostileMarkdown.ts'

// What the widget draws at all; anything else is a way in. A list of what is forbidden would miss what is new.
const names = new Set(
  'div,p,h3,h4,h5,h6,strong,em,del,code,pre,figure,figcaption,span,button,svg,path,blockquote,ul,ol,li,table,thead,tbody,tr,th,td,hr,br,a,input,bdi,math,mrow,mi,mn,mo,mtext,mspace,msup,msub,msubsup,mfrac,msqrt,mroot,mover,munder,munderover,mtable,mtr,mtd,mpadded,mphantom,mstyle'.split(','),
) // prettier-ignore
const attributes = new Set(
  'class,dir,translate,data-streaming,href,title,target,rel,start,data-align,tabindex,role,type,aria-label,aria-hidden,checked,disabled,readonly,data-icon,viewBox,width,height,fill,stroke,stroke-width,stroke-linecap,stroke-linejoin,d,data-copied,data-code,display,displaystyle,scriptlevel,stretchy,fence,form,separator,symmetric,accent,movablelimits,mathvariant,lspace,rspace,linethickness,minsize,maxsize,voffset,depth,style'.split(','),
) // prettier-ignore
const classes = new Set(
  'markdown,plain,code,inline-code,icon-button,icon,table,loose,task,image-chip,highlighted,math,math-source,tml-jot'.split(','),
) // prettier-ignore

function strangersIn(container: Element): string[] {
  const found: string[] = []
  for (const element of container.querySelectorAll('*')) {
    if (!names.has(element.localName)) found.push(element.localName)
    for (const { name, value } of element.attributes) {
      if (!attributes.has(name)) found.push(name)
      // The space around the cells of a formula, and their lines.
      if (name === 'style' && !/^(?:(?:padding|border)(?:-\w+)?: [\w. ]+; ?)+$/.test(value))
        found.push(`style ${value}`)
      if (name === 'role' && value !== 'group') found.push(`role ${value}`)
      if (name === 'href' && !/^(?:https?:\/\/[^@\\]+|mailto:.+|tel:.+)$/i.test(value)) found.push(value)
    }
    for (const name of element.classList) if (!classes.has(name)) found.push(name)
  }
  return found
}

/** Every prefix up to 2 kB, and 64 beyond, the same in every run. */
function prefixesOf(text: string): number[] {
  const lengths = Array.from({ length: Math.min(text.length, 2_000) }, (_, index) => index + 1)
  let seed = 7
  for (let count = 0; text.length > 2_000 && count < 64; count++) {
    seed = (seed * 16_807) % 2_147_483_647
    lengths.push(2_000 + (seed % (text.length - 2_000)))
  }
  return lengths.sort((a, b) => a - b)
}

const inputs = [...hostileMarkdown, ...blns.filter(text => text.length > 0)]

// What is drawn before they are here is only the source.
beforeAll(async () => {
  const { container, unmount } = render(createElement(Markdown, { text: '$x$\n\n```js\nlet x\n```' }))
  await waitFor(() => {
    if (container.querySelectorAll('math, [data-code]').length !== 2) throw new Error('The renderers are not here.')
  })
  unmount()
})

describe('hostile Markdown', () => {
  it('comes in more than 200 kinds, of ours and of a public list', () => {
    expect(new Set(hostileMarkdown).size).toBeGreaterThanOrEqual(200)
    expect(new Set(inputs).size).toBeGreaterThan(600)
  })

  it('is text at every moment of its arrival: no element, attribute, class or address but those of the widget', () => {
    const found: { text: string; strangers: string[] }[] = []
    let count = 0
    for (const text of inputs) {
      const { container, rerender, unmount } = render(createElement(Markdown, { text: '', streaming: true }))
      for (const end of prefixesOf(text)) {
        rerender(createElement(Markdown, { text: text.slice(0, end), streaming: true }))
        const strangers = strangersIn(container)
        if (strangers.length > 0) found.push({ text: text.slice(0, end), strangers })
        count += 1
      }
      rerender(createElement(Markdown, { text }))
      const strangers = strangersIn(container)
      if (strangers.length > 0) found.push({ text, strangers })
      unmount()
    }
    expect(found).toEqual([])
    expect(count).toBeGreaterThan(20_000)
  }, 300_000)

  it('joined to one long message of many kilobytes is as harmless', () => {
    const text = inputs.join('\n\n')
    const { container, rerender } = render(createElement(Markdown, { text: '', streaming: true }))
    const found = prefixesOf(text)
      .filter(end => end > 2_000)
      .flatMap(end => {
        rerender(createElement(Markdown, { text: text.slice(0, end), streaming: true }))
        return strangersIn(container)
      })
    rerender(createElement(Markdown, { text }))
    expect([...found, ...strangersIn(container)]).toEqual([])
    expect(text.length).toBeGreaterThan(20_000)
  }, 300_000)

  it('would be found', () => {
    const { container } = render(createElement('img', { src: 'https://evil.example', id: 'x', style: { inset: 0 } }))
    expect(strangersIn(container)).toEqual(['img', 'id', 'style inset: 0px;', 'src'])
  })
})
