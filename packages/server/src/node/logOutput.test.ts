import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { logOutput } from './logOutput.ts'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach(close => close()))

/** A pipe that answers at once when it is full. */
function openPipe(): number {
  const folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
  const path = join(folder, 'pipe')
  spawnSync('mkfifo', [path])
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  closing.push(() => {
    closeSync(pipe)
    rmSync(folder, { recursive: true })
  })
  return pipe
}

/** What is in it now. */
function readAll(pipe: number): string {
  const buffer = Buffer.alloc(1_048_576)
  try {
    return buffer.toString('utf8', 0, readSync(pipe, buffer))
  } catch {
    return ''
  }
}

const setUp = () => {
  const pipe = openPipe()
  const output = logOutput(pipe, lines => `lost ${lines}\n`)
  const write = (from: number, to: number) => {
    for (let number = from; number < to; number++) output.write(`${number} ${'x'.repeat(1000)}\n`)
  }
  return { pipe, output, write }
}

const numbersOf = (read: string) => read.split('\n').map(line => line.replace(/ x{1000}$/, ''))
const upTo = (count: number) => Array.from({ length: count }, (_, number) => String(number))

test('what is not read is kept up to a limit, then counted; it is read whole and in order, and it goes on', async () => {
  const { pipe, output, write } = setUp()
  write(0, 3000)
  let read = ''
  await expect.poll(() => (read += readAll(pipe))).toContain('lost')
  output.write('after\n')
  await expect.poll(() => (read += readAll(pipe))).toContain('after')
  const lines = numbersOf(read)
  const kept = lines.findIndex(line => line.startsWith('lost'))
  expect(kept).toBeGreaterThan(1000)
  expect(lines).toEqual([...upTo(kept), `lost ${3000 - kept}`, 'after', ''])
})

test('the end writes what waits as long as it is read, and gives up otherwise', async () => {
  const { pipe, output, write } = setUp()
  write(0, 100)
  // The pipe is full, and the next try is some time away.
  await new Promise(resolve => setTimeout(resolve, 30))
  const read = readAll(pipe)
  output.end()
  expect(numbersOf(read + readAll(pipe))).toEqual([...upTo(100), ''])

  write(100, 300)
  output.end()
  expect(readAll(pipe)).toContain('100 x')
})

test.skipIf(process.platform !== 'linux')('a full disk fails nobody, and holds up no end', async () => {
  const full = openSync('/dev/full', 'w')
  closing.push(() => closeSync(full))
  const output = logOutput(full, () => '')
  output.write('a line\n')
  await new Promise(resolve => setTimeout(resolve, 250))
  output.write('another\n')
  expect(() => output.end()).not.toThrow()
})
