import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')

/** The texts of all files of a folder whose paths match. */
const textsIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(path => pattern.test(path))
    .map(path => read(`${folder}/${path}`))

/** The values that an entry exports under a name that matches. */
const exportsOf = (entry: string, pattern: RegExp): string[] =>
  [...read(entry).matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, names = '']) => names.split(',').map(name => name.trim()))
    .filter(name => !name.startsWith('type ') && pattern.test(name))

test('every public component has a page in Storybook, with what its types cannot tell', () => {
  const components = exportsOf('packages/widget/src/index.ts', /^[A-Z]/)
  expect(components.length).toBeGreaterThan(6)
  const stories = textsIn('packages/widget/src', /\.stories\.tsx$/)
  const notes = read('.storybook/pages/notes.ts')
  for (const name of components) {
    expect(notes).toMatch(new RegExp(`^  ${name}: \\{`, 'm'))
    expect(stories.filter(story => story.includes(`docs: { of: '${name}' }`))).toHaveLength(1)
  }
})

test('the attributes on those pages are attributes of the widget', () => {
  const sources = textsIn('packages/widget/src', /^(?!.*\.(stories|test)\.).*\.tsx?$/).join('\n')
  const named = [...read('.storybook/pages/notes.ts').matchAll(/\['(data-[a-z-]+)'/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(12)
  expect(named.filter(name => !sources.includes(name))).toEqual([])
})

test('every public hook has a page in Storybook, with a section of the reference', () => {
  const hooks = exportsOf('packages/hooks/src/index.ts', /^(use[A-Z]|ChatProvider$)/)
  expect(hooks.length).toBeGreaterThan(20)
  const reference = read('packages/hooks/REFERENCE.md')
  for (const name of hooks) {
    expect(read(`.storybook/pages/hooks/${name}.mdx`)).toContain(`name="${name}"`)
    expect(reference).toContain(`\n### ${name}()\n`)
  }
  expect(readdirSync(`${root}/.storybook/pages/hooks`)).toHaveLength(hooks.length)
})

test('every cassette is played by a story', () => {
  const stories = read('apps/playground/src/cassettes/Cassettes.stories.tsx')
  const names = readdirSync(`${root}/packages/hooks/cassettes`).map(file => file.replace('.json', ''))
  expect(names.filter(name => !stories.includes(`playCassette('${name}'`))).toEqual([])
})

test('the links of the pages lead to stories', () => {
  const files = ['packages/widget/src', 'apps/playground/src'].flatMap(folder => textsIn(folder, /\.stories\.tsx$/))
  const slug = (text: string) => text.replaceAll(/(?<=[A-Za-z])(?=[A-Z])/g, '-').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') // prettier-ignore
  const ids = files.flatMap(file => {
    const title = /title: '([^']+)'/.exec(file)?.[1] ?? ''
    return [...file.matchAll(/^export const (\w+)/gm)].map(([, name = '']) => `${slug(title)}--${slug(name)}`)
  })
  const pages = [...textsIn('.storybook/pages', /\.mdx$/), read('apps/playground/index.html')]
  const links = pages.flatMap(text => [...text.matchAll(/path=\/story\/([\w-]+)/g)])
  expect(links.length).toBeGreaterThan(15)
  expect(links.map(([, id]) => id!).filter(id => !ids.includes(id))).toEqual([])
})
