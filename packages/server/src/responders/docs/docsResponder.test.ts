import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadDocuments } from '../../node/loadDocuments.ts'
import { converse, messagesOf, testServer, textOf } from '../../testing/testServer.ts'
import type { ResponderContext, ResponderEvent } from '../Responder.ts'
import { docsResponder, type DocsResponderOptions } from './docsResponder.ts'
import { docsSections } from './docsSections.ts'

const documents = [
  {
    path: 'index.md',
    text: '---\ntitle: x\n---\n# What Parley is\n\nParley puts a chat with a widget into any product. You embed it.\n\n## Words\n\nwidget, session, reply\n',
  },
  {
    path: 'guide/embedding.md',
    text: [
      '# Embed the widget',
      'Paste [the tag](../index.md#words), see ![x](./shot.png), `[code](kept.md)`:',
      '```html',
      '# not a heading',
      '<script src="[a](b.md)"></script>',
      '```',
      '## Content security policy',
      'No inline styles.',
    ].join('\n\n'),
  },
  {
    path: 'settings.md',
    text: `# Settings\n\nAll of them:${Array.from('abcdefgh', name => ` \`PARLEY_${name.toUpperCase()}\``).join()}.\n\n## Ports\n\n\`PARLEY_PORT\` is 8787.\n\n## Ports\n\nMore ports.\n`,
  },
]

const ask = async (text: string, options: Partial<DocsResponderOptions> = {}) => {
  const events: ResponderEvent[] = []
  const responder = docsResponder({ documents, baseUrl: 'https://docs.example', delayMs: 0, ...options })
  const context = { text, signal: new AbortController().signal } as ResponderContext
  for await (const event of responder(context)) events.push(event)
  const deltas = events.flatMap(event => (event.type === 'text-delta' ? event.delta : []))
  const sources = events.flatMap(event => (event.type === 'source-url' ? event : []))
  return { text: deltas.join(''), deltas, sources }
}

test.each([
  ['How do I embed the widget?', 'Embed the widget', 'https://docs.example/guide/embedding'],
  ['embeding teh wigdet', 'Embed the widget', 'https://docs.example/guide/embedding'],
  ['What is Parley?', 'What Parley is', 'https://docs.example/'],
  ['PARLEY_PORT', 'Settings: Ports', 'https://docs.example/settings#ports'],
  ['more ports', 'Settings: Ports', 'https://docs.example/settings#ports-1'],
  [
    'content security policies',
    'Embed the widget: Content security policy',
    'https://docs.example/guide/embedding#content-security-policy',
  ],
])('%s is answered first from "%s"', async (question, title, url) => {
  const { sources } = await ask(question)
  expect(sources[0]).toMatchObject({ title, url })
  expect(new Set(sources.map(source => source.url)).size).toBe(sources.length)
})

test('an answer is the section with its code, its links whole, in small deltas', async () => {
  const { text, deltas } = await ask('How do I embed the widget?')
  expect(text).toContain('**Embed the widget**')
  expect(text).toContain('[the tag](https://docs.example/#words)')
  expect(text).toContain('![x](https://docs.example/guide/shot.png)')
  expect(text).toContain('`[code](kept.md)`')
  expect(text).toContain('```html\n\n# not a heading\n\n<script src="[a](b.md)"></script>\n\n```')
  expect(deltas.length).toBeGreaterThan(15)
})

describe('when nothing is found', () => {
  test.each(['xyzzy', '', '???', 'how do I', '\u{1f600}'])(
    '%j is told kindly, with what can be asked',
    async question => {
      const { text, sources } = await ask(question)
      expect(text).toMatch(/^I could not find anything/)
      expect(text).toContain('- Embed the widget')
      expect(sources).toEqual([])
    },
  )

  test('without documents it says so', async () => {
    expect((await ask('anything', { documents: [] })).text).toContain('no documents')
  })
})

test('a very long question is answered in good time', async () => {
  const before = process.cpuUsage()
  await ask('widget embed '.repeat(3000))
  const { user, system } = process.cpuUsage(before)
  // Of processor time: the clock would tell how busy the machine is.
  expect((user + system) / 1000).toBeLessThan(2000)
})

test('comments are no answer, but those in code', () => {
  const text = '# Title\n\n<!-- one -->\nA.\n\n<!-- two\n\n## No heading\n-->\nB.\n\n```html\n<!-- three -->\n```\n'
  const sections = docsSections([{ path: 'a.md', text }], 'https://docs.example')
  expect(sections.map(section => section.text)).toEqual(['A.\n\nB.\n\n```html\n<!-- three -->\n```'])
})

test('sections know the headings above them', () => {
  const sections = docsSections([{ path: 'a.md', text: '# A\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n' }], '/docs/')
  expect(sections.map(({ headings, url }) => [headings.join(' > '), url])).toEqual([
    ['A > B', '/docs/a#b'],
    ['A > B > C', '/docs/a#c'],
    ['A > D', '/docs/a#d'],
  ])
})

test('pages have the address that links to them have, on a site and in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-docs-'))
  const paths = ['README.md', 'guide/README.md', 'guide/C#?.md', 'guide/index.md']
  await mkdir(join(folder, 'guide'))
  for (const path of paths) await writeFile(join(folder, path), '# A\n\n[more](README.md)\n')
  const baseUrl = 'https://docs.example'
  const pages = ['https://docs.example/', 'https://docs.example/guide/', 'https://docs.example/guide/C%23%3F']
  const given = docsSections(
    paths.map(path => ({ path, text: '# A\n\n[more](README.md)\n' })),
    baseUrl,
  )
  const loaded = docsSections(await loadDocuments(folder, { baseUrl }), '')
  for (const sections of [given, loaded]) {
    expect(new Set(sections.map(({ url }) => url))).toEqual(new Set(pages))
    expect(sections.find(({ url }) => url.endsWith('F'))!.text).toBe('[more](https://docs.example/guide/)')
  }
  await rm(folder, { recursive: true })
})

test('over a server, the answer ends complete, with its sources stored', async () => {
  const server = testServer({ responder: docsResponder({ documents, delayMs: 0 }) })
  const { token, path } = await converse(server, 'How do I embed the widget?')
  const [, reply] = await messagesOf(server, token, path)
  expect(reply!.metadata.status).toBe('complete')
  expect(textOf(reply!)).toContain('Paste')
  expect(reply!.parts.some(part => part.type === 'source-url')).toBe(true)
})
