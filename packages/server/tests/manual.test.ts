import { docsResponder, type ResponderContext } from '@parley/server'
import { loadDocuments } from '@parley/server/node'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HISTORY_BYTES } from '../src/dialects/dialectRoutes.ts'
import { settingDefinitions } from '../src/node/settings.ts'

// What visitors of the demo ask first, answered from this repository's own manual.
test.each([
  ['What is Parley?', /^What Parley is/],
  ['how to add chat to react', /react|hooks/i],
  ['How do I embed the widget?', /^Embed the widget/],
  ['PARLEY_ALLOWED_ORIGINS', /PARLEY_ALLOWED_ORIGINS/],
  ['how do I allow another origin', /PARLEY_ALLOWED_ORIGINS/],
  ['PARLEY_PORT', /PARLEY_PORT/],
  ['DATABASE_URL', /DATABASE_URL/],
  ['what is a visitor token', /tokens|Anonymous visitors/i],
  ['how are keys rotated', /Rotate the keys/],
  ['how do I back up the database', /Backups/],
  ["delete a user's data", /Delete a user/],
  ['nginx buffering', /buffering/],
  ['rate limit', /PARLEY_RATE_LIMIT/],
  ['content security policy', /Content security policy/],
])('%s is answered by %s', async (text, title) => {
  const documents = await loadDocuments('docs')
  const answer = docsResponder({ documents, delayMs: 0 })
  const context = { text, signal: new AbortController().signal } as ResponderContext
  const titles: string[] = []
  for await (const event of answer(context)) if (event.type === 'source-url') titles.push(event.title!)
  expect(titles[0]).toMatch(title)
})

test('the table of settings has every setting', () => {
  const table = readFileSync('docs/settings.md', 'utf8')
    .match(/^\|.*$/gm)!
    .join('\n')
  const missing = Object.keys(settingDefinitions).filter(name => !table.includes(`\`${name}\``))
  expect(missing).toEqual([])
})

test('the proxy of the manual lets every body through that the server takes', () => {
  const [, block] = readFileSync('docs/operating.md', 'utf8').match(/```nginx\n(.*?)```/s)!
  const [, megabytes] = /client_max_body_size (\d+)m;/.exec(block!) ?? [undefined, '1']
  expect(Number(megabytes) * 1024 * 1024).toBe(HISTORY_BYTES)
})
