// @vitest-environment jsdom
import { render } from '@testing-library/react'
import { HtmlRenderer, Parser } from 'commonmark'
import { tests } from 'commonmark-spec'
import { createElement } from 'react'
import { expect, it } from 'vitest'
import { Markdown } from '../src/markdown/Markdown.tsx'
import { commonMarkDifferences } from './commonMarkDifferences.ts'
import { drawnTree, referenceTree } from './commonMarkTree.ts'

const examples = tests.map(example => ({
  number: example.number,
  section: example.section,
  markdown: example.markdown.replaceAll('→', '\t'),
  html: example.html.replaceAll('→', '\t'),
}))
const drawnOf = (markdown: string) => {
  const { container, unmount } = render(createElement(Markdown, { text: markdown }))
  const tree = JSON.stringify(drawnTree(container.querySelector('.markdown')!))
  unmount()
  return tree
}
const isSame = (markdown: string) => drawnOf(markdown) === JSON.stringify(referenceTree(markdown))

it('is compared with a reference that passes every example of the specification', () => {
  expect(examples).toHaveLength(652)
  const failed = examples.filter(
    ({ markdown, html }) => new HtmlRenderer().render(new Parser().parse(markdown)) !== html,
  )
  expect(failed.map(({ number }) => number)).toEqual([])
})

it('draws the tree of the reference for all examples but those of the table', () => {
  const different = examples.filter(({ markdown }) => !isSame(markdown)).map(({ number }) => number)
  expect(different).toEqual(Object.keys(commonMarkDifferences).map(Number))
  expect(examples.length - different.length).toBeGreaterThanOrEqual(600)
})

it('would see a difference', () => {
  expect(drawnOf('*a*')).toBe('[["p",["em","a"]]]')
  expect(drawnOf('*a*')).not.toBe(JSON.stringify(referenceTree('**a**')))
  expect(drawnOf('- a\n- b')).not.toBe(JSON.stringify(referenceTree('- a\n\n- b')))
})
