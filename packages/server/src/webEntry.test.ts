import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const bundle = (entry: string) =>
  build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['parley-source'],
    logLevel: 'silent',
  })

// esbuild fails by itself on `node:` imports for the browser; the packages are checked by name.
test('the root entry bundles for a browser, without a database or the node parts', async () => {
  const { outputFiles, metafile } = await bundle('./index.ts')
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.some(path => path.includes('/minisearch/'))).toBe(true)
  for (const name of ['kysely', 'libsql', 'tldts', '@hono/node-server', 'src/node/', 'storage/sql/'])
    expect(inputs.filter(path => path.includes(name))).toEqual([])
  const text = outputFiles[0]!.text
  expect(text).not.toMatch(/from\s*"node:|require\(|\bprocess\.|\bBuffer\b/)
  expect(text.length).toBeLessThan(135_000)
})

test('the session entry has no dependency and is small', async () => {
  const { outputFiles, metafile } = await bundle('./session.ts')
  const own = /src\/(session|createChatSession|sessionHandler)\.ts$/
  expect(Object.keys(metafile.inputs).filter(path => !own.test(path))).toEqual([])
  expect(outputFiles[0]!.text.length).toBeLessThan(4000)
  const minting = await bundle('./createChatSession.ts')
  expect(minting.outputFiles[0]!.text.length).toBeLessThan(2000)
})

test('the node entry cannot be bundled for a browser, so the test above can fail', async () => {
  await expect(bundle('./node.ts')).rejects.toThrow(/node:/)
})
