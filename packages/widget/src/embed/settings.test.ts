// @vitest-environment jsdom
import { expect, it, vi } from 'vitest'
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
      'data-unknown': 'x',
    }),
  ).toEqual({
    publishableKey: 'pk_1',
    suggestions: ['What is it?', 'Why?'],
    imageOrigins: ['https://a.example', 'https://b.example'],
    open: true,
    history: false,
  })
})

it('says what is wrong with a list that is no JSON', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(read({ 'data-suggestions': '["What' })).toEqual({ suggestions: [] })
  expect(error.mock.calls[0]?.[0]).toContain('no JSON array')
  error.mockRestore()
})

it('has an attribute for every setting of the contract', () => {
  expect(settingNames.map(attributeOf)).toEqual(
    'server-url publishable-key session-url title greeting placeholder suggestions mode target image-origins position theme accent locale dir open character-id history'
      .split(' ')
      .map(name => `data-${name}`),
  )
})
