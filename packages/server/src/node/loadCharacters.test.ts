import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadCharacters } from './loadCharacters.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-characters-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'characters.json')
const load = (text: string) => {
  writeFileSync(path, text)
  return loadCharacters(path)
}
const withField = (field: object) => JSON.stringify([{ id: 'ada', name: 'Ada', ...field }])

test('a character has an id and a name, and a description that may be empty', () => {
  expect(load(withField({}))).toEqual([{ id: 'ada', name: 'Ada', description: '' }])
  const all = { description: 'Knows', greeting: 'Hi', avatarUrl: '/ada.png', instructions: 'Be brief' }
  expect(load(withField(all))).toEqual([{ id: 'ada', name: 'Ada', ...all }])
})

test('a file with a byte order mark is read', () => {
  expect(load(`\uFEFF${withField({})}`)).toHaveLength(1)
})

test.each(['https://cdn.example/ada.png', 'http://localhost:8080/ada.png', '/ada.png', '/'])('%s is an avatar', url => {
  expect(load(withField({ avatarUrl: url }))[0]).toMatchObject({ avatarUrl: url })
})

test.each([
  'javascript:1',
  'data:image/png;base64,AA==',
  '//evil.example/a.png',
  '/\\evil.example/a.png',
  'ada.png',
  'https://',
  '',
])('%j is none', url => {
  expect(() => load(withField({ avatarUrl: url }))).toThrow(/is wrong at "0\.avatarUrl" \(write an https: or http: URL/)
})

test.each([
  ['a field of another name', withField({ greting: 'Hi' }), 'is wrong at "0.greting" (there is no such field)'],
  ['a character without a name', '[{"id":"ada"}]', 'is wrong at "0.name" (Invalid key: Expected "name"'],
  ['a character that is none', '["ada"]', 'is wrong at "0" (Invalid type: Expected Object'],
  ['no list', '{"id":"ada","name":"Ada"}', 'is wrong (it must be a list); it holds a JSON list of { id, name'],
  ['nothing in it', '[]', 'is wrong (it must have a character)'],
  ['one id twice', '[{"id":"a","name":"A"},{"id":"a","name":"B"}]', 'is wrong (two characters have the same id)'],
  ['no JSON', '[{', 'is not JSON'],
])('%s is told', (_, text, problem) => {
  expect(() => load(text)).toThrow(`PARLEY_CHARACTERS "${path}" ${problem}`)
})
