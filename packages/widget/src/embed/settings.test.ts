// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { checkSettings } from './checkSettings.ts'
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
  const imageOrigins = ['https://a.example', 'https://b.example']
  for (const given of [imageOrigins, imageOrigins.join(', '), imageOrigins.join(' '), JSON.stringify(imageOrigins)])
    expect(checkSettings({ imageOrigins: given })).toMatchObject({ imageOrigins })
  for (const given of [['Why me?'], '["Why me?"]'])
    expect(checkSettings({ suggestions: given })).toMatchObject({ suggestions: ['Why me?'] })
  expect(checkSettings({ suggestions: '' }).suggestions).toEqual([])
  expect(checkSettings({}).suggestions).toBeUndefined()
})

it('passes over what is wrong, and says so once', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const wrong = {
    position: 'left',
    mode: 'popup',
    theme: 'darkk',
    dir: 'left',
    title: 5,
    suggestions: 'How do I start?',
    imageOrigins: '["https://a',
  }
  const before = { position: 'start', theme: 'dark', suggestions: ['Why?'] } as const
  for (const _ of ['at first', 'with another change'])
    expect(checkSettings(wrong as never, before as never)).toMatchObject({ ...before, mode: undefined, dir: undefined })
  expect(checkSettings({ suggestions: '{"a":1}' }).suggestions).toBeUndefined()
  expect(error.mock.calls.map(([text]) => text)).toEqual([
    'Parley: title cannot be 5.',
    'Parley: suggestions cannot be "How do I start?".',
    'Parley: mode cannot be "popup".',
    `Parley: imageOrigins cannot be ${JSON.stringify(wrong.imageOrigins)}.`,
    'Parley: position cannot be "left".',
    'Parley: theme cannot be "darkk".',
    'Parley: dir cannot be "left".',
    `Parley: suggestions cannot be ${JSON.stringify('{"a":1}')}.`,
  ])
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
