import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** The arrows of ARCHITECTURE.md between packages; anything else is missing from the picture. */
const packages: Record<string, readonly string[]> = {
  protocol: [],
  server: ['@parley/protocol'],
  hooks: ['@parley/protocol'],
  widget: ['@parley/hooks'],
}
/** The arrows inside a package, by folder; files in `src` itself have the name of the file. */
const folders: Record<string, Record<string, readonly string[]>> = {
  hooks: {
    core: [],
    backends: ['core'],
    operations: ['core'],
    react: ['core', 'operations'],
    testing: ['core', 'backends', 'operations'],
    'index.ts': ['core', 'backends', 'operations', 'react'],
  },
  widget: {
    theme: [],
    i18n: [],
    markdown: ['theme', 'i18n'],
    launcher: ['theme', 'i18n'],
    message: ['markdown', 'theme', 'i18n'],
    composer: ['message', 'theme', 'i18n'],
    transcript: ['message', 'theme', 'i18n'],
    history: ['message', 'theme', 'i18n'],
    panel: ['markdown', 'transcript', 'composer', 'history', 'message', 'launcher', 'theme', 'i18n'],
    embed: ['panel', 'launcher', 'theme', 'i18n'],
    stories: ['panel', 'transcript', 'composer', 'history', 'message', 'launcher', 'theme', 'i18n'],
    'index.ts': ['panel', 'transcript', 'composer', 'history', 'message', 'launcher', 'theme', 'i18n'],
  },
  server: {
    storage: [],
    responders: [],
    operations: ['storage', 'responders'],
    routes: ['operations', 'responders', 'storage'],
    dialects: ['routes', 'operations', 'responders', 'storage'],
    'app.ts': ['dialects', 'routes', 'operations', 'storage', 'responders'],
    'index.ts': ['app.ts', 'dialects', 'routes', 'operations', 'storage', 'responders'],
    'session.ts': ['createChatSession.ts', 'sessionHandler.ts'],
    'sessionHandler.ts': ['createChatSession.ts'],
    'createChatSession.ts': [],
    node: ['app.ts', 'dialects', 'operations', 'responders', 'storage', 'routes'],
    'model.ts': ['responders'],
    'node.ts': ['node', 'storage', 'app.ts'],
    'cli.ts': ['node'],
  },
}

interface Import {
  file: string
  target: string
}

const isTest = (file: string) => /\.(test|stories|test-d)\.tsx?$/.test(file) || file.includes('/testing/')

function importsOf(name: string): Import[] {
  const source = join(root, 'packages', name, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  return files
    .filter(file => /\.tsx?$/.test(file))
    .flatMap(file =>
      [...readFileSync(join(source, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => ({
        file: file.replaceAll('\\', '/'),
        target: match[1]!,
      })),
    )
}

/** `core` of `core/request.ts`; the file itself when it lies in `src`. */
const folderOf = (file: string) => (file.includes('/') ? file.split('/')[0]! : file)

describe('the import graph', () => {
  for (const [name, allowed] of Object.entries(packages)) {
    test(`${name} imports no other package of ours than ${allowed.join(', ') || 'none'}`, () => {
      const found = importsOf(name)
      expect(found.length).toBeGreaterThan(3)
      const strangers = found.filter(
        ({ file, target }) =>
          target.startsWith('@parley/') &&
          !allowed.includes(target) &&
          !isTest(`/${file}`) &&
          !(name === 'widget' && file.startsWith('stories/')),
      )
      expect(strangers).toEqual([])
    })
  }

  test('only tests and the testing entry of the hooks use the server, by its root entry', () => {
    const users = ['hooks', 'widget'].flatMap(importsOf).filter(({ target }) => target.startsWith('@parley/server'))
    expect(users.filter(({ target }) => target !== '@parley/server')).toEqual([])
    expect(users.filter(({ file }) => !isTest(`/${file}`) && !file.startsWith('stories/'))).toEqual([])
  })

  for (const [name, graph] of Object.entries(folders)) {
    test(`the folders of ${name} import only downwards`, () => {
      const source = join(root, 'packages', name, 'src')
      const wrong = importsOf(name)
        .filter(({ file, target }) => target.startsWith('.') && !isTest(`/${file}`))
        .map(({ file, target }) => ({
          file,
          from: folderOf(file),
          to: folderOf(relative(source, resolve(source, dirname(file), target)).replaceAll('\\', '/')),
        }))
        .filter(({ from, to }) => from !== to && !graph[from]?.includes(to))
      expect(wrong).toEqual([])
    })
  }

  test('fetch is called in one file of the browser packages', () => {
    const callers = ['hooks', 'widget'].flatMap(name => {
      const source = join(root, 'packages', name, 'src')
      return readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter(file => /\.tsx?$/.test(file) && !isTest(`/${file}`))
        .filter(file =>
          /(?<![.\w])(?:core\.|globalThis\.|window\.)?fetch\(/.test(readFileSync(join(source, file), 'utf8')),
        )
        .map(file => `${name}/${file}`)
    })
    expect(callers).toEqual(['hooks/core/request.ts'])
  })

  test('core and operations know neither React nor react-query, and use client stands only in hook files', () => {
    const wrong = importsOf('hooks').filter(
      ({ file, target }) =>
        /^(core|operations|backends)\//.test(file) && !isTest(`/${file}`) && /^(react|@tanstack)/.test(target),
    )
    expect(wrong).toEqual([])
    const source = join(root, 'packages/hooks/src')
    const marked = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      file => /\.tsx?$/.test(file) && readFileSync(join(source, file), 'utf8').startsWith("'use client'"),
    )
    expect(marked.length).toBeGreaterThan(10)
    expect(marked.filter(file => !/^react\/(use[A-Z]|ChatProvider)/.test(file))).toEqual([])
  })
})
