// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { readList } from './readList.ts'
import { attributeOf, readSettings, settingNames } from './settings.ts'

const read = (attributes: Record<string, string>) => {
  const script = document.createElement('script')
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value)
  return readSettings(script)
}

it('reads each kind of attribute', () => {
  expect(
    read({
      'data-publishable-key': 'pk_1',
      'data-suggestions': '["What is it?", "Why?"]',
      'data-image-origins': 'https://a.example, https://b.example',
      'data-open': '',
      'data-history': 'false',
    }),
  ).toEqual({
    publishableKey: 'pk_1',
    suggestions: '["What is it?", "Why?"]',
    imageOrigins: 'https://a.example, https://b.example',
    open: true,
    history: false,
  })
})

it('reads lists from their text, and leaves those that are lists', () => {
  expect(readList('["What is it?", "Why?"]')).toEqual(['What is it?', 'Why?'])
  expect(readList('https://a.example, https://b.example')).toEqual(['https://a.example', 'https://b.example'])
  expect(readList('["Why?", 42]')).toEqual(['Why?', '42'])
  expect(readList(['Why?'])).toEqual(['Why?'])
  expect([readList(''), readList(null), readList(undefined)]).toEqual([[], undefined, undefined])
})

it('says what is wrong with a list that is no JSON', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(readList('["What')).toEqual([])
  expect(error.mock.calls[0]?.[0]).toContain('no JSON array')
  error.mockRestore()
})

const source = readFileSync(join(import.meta.dirname, 'settings.ts'), 'utf8')
const members = [...source.matchAll(/^  (\w+)\?: /gm)].map(match => match[1]!)

it('has an attribute for every setting of the contract, and reads every member of its type', () => {
  const contract =
    'server-url publishable-key session-url title greeting placeholder suggestions mode target image-origins position theme accent locale dir open character-id history'
  expect(settingNames.map(attributeOf).sort()).toEqual(
    contract
      .split(' ')
      .map(name => `data-${name}`)
      .sort(),
  )
  expect([...settingNames].sort()).toEqual(members.sort())
})

it('is documented: the manual lists exactly these attributes, with what the type says of them', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../../../docs/embed-the-widget.md'), 'utf8')
  const rows = [...manual.matchAll(/^\| `(data-[\w-]+)` +\| (.+?) +\|$/gm)].map(([, name, text]) => [name, text])
  const documented = [...source.matchAll(/\/\*\* (.+?) \*\/\n  (\w+)\?: /g)].map(([, text, name]) => [
    attributeOf(name!),
    text,
  ])
  expect(rows).toEqual(documented)
  expect(rows).toHaveLength(settingNames.length)
})
