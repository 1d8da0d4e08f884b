import { write, writeSync } from 'node:fs'

export interface LogOutput {
  write: (line: string) => void
  /** Before the process ends: what is not taken at once, or within half a second by a slow reader, is dropped. */
  end: () => void
}

/** Characters that wait for a disk that is full, or for a reader that does not read. */
const KEPT = 1_048_576
const AGAIN_MS = 100
const END_MS = 500
const END_AGAIN_MS = 10

/**
 * Lines for a file or a pipe that may not take them: then a part is kept, the rest is counted, and it goes on when there
 * is room again. Pino's own destination ends the process at a full disk, where its last flush tries again for ever, and
 * keeps without a limit what nobody reads.
 */
export function logOutput(fd: number, tellLost: (lines: number) => string): LogOutput {
  let lines: string[] = []
  let length = 0
  let lost = 0
  let chunk: Buffer = Buffer.alloc(0)
  let state: 'idle' | 'writing' | 'waiting' = 'idle'

  const take = (): Buffer => {
    const text = lines.join('') + (lost > 0 ? tellLost(lost) : '')
    lines = []
    length = 0
    lost = 0
    return Buffer.from(text)
  }

  const go = (): void => {
    state = 'idle'
    if (chunk.length === 0) chunk = take()
    if (chunk.length === 0) return
    state = 'writing'
    // Not at once, because a disk may be slow and a pipe may hold up who writes to it.
    write(fd, chunk, (error, written) => {
      if (!error) {
        chunk = chunk.subarray(written)
        return go()
      }
      state = 'waiting'
      setTimeout(go, AGAIN_MS).unref()
    })
  }

  return {
    write(line) {
      if (length + line.length > KEPT) lost++
      else {
        lines.push(line)
        length += line.length
      }
      if (state === 'idle') go()
    },
    end() {
      // What is being written is out of our hands, and done before the process is.
      const rest = state === 'writing' ? take() : Buffer.concat([chunk, take()])
      writeAtOnce(fd, rest, Date.now() + END_MS)
    },
  }
}

function writeAtOnce(fd: number, rest: Buffer, until: number): void {
  while (rest.length > 0)
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      // Only a slow reader makes room in so short a time.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > until) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, END_AGAIN_MS)
    }
}
