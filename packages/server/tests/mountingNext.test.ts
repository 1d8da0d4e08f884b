import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { converse, mountingKeys } from './converse.ts'

const example = resolve(import.meta.dirname, '../../../examples/next')
const next = createRequire(`${example}/`).resolve('next/dist/bin/next')
const folder = mkdtempSync(join(tmpdir(), 'parley-next-'))
let running: ChildProcess | undefined
afterEach(async () => {
  const ended = running && new Promise(done => running!.once('close', done))
  running?.kill('SIGKILL')
  await ended
  rmSync(folder, { recursive: true, force: true })
})

/** Next.js's own command, as an operator runs it: nothing of the tests is in its environment. */
function run(args: string[], until?: RegExp): Promise<{ output: string; code?: number | null }> {
  const child = spawn(process.execPath, [next, ...args], {
    cwd: example,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      NEXT_TELEMETRY_DISABLED: '1',
      PARLEY_DATABASE: join(folder, 'parley.db'),
      PARLEY_DOCS: resolve(import.meta.dirname, '../../../docs'),
      ...mountingKeys,
    },
  })
  running = child
  return new Promise(done => {
    let output = ''
    const onData = (chunk: Buffer): void => {
      output += chunk.toString()
      if (until?.test(output)) done({ output })
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.on('close', code => done({ output, code }))
  })
}

// Built as `npm test` builds the packages: the example uses the server as npm would bring it.
test('Next.js builds the example and serves it', async () => {
  const built = await run(['build'])
  expect(built).toEqual({ output: expect.not.stringMatching(/error|warn/i), code: 0 })
  const { output } = await run(['start', '--hostname', '127.0.0.1', '--port', '0'], /Ready in/)
  const url = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output)?.[0] ?? output
  await converse(fetch, url)
  await converse(fetch, url, true)
  expect(await (await fetch(url)).text()).toContain('The app.')
}, 180_000)
