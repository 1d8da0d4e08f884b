import type { BodyBytes } from './readJson.ts'

interface List {
  start: number
  /** Where the oldest entry begins that is still wanted. */
  first: number
  /** Where the entry begins that is being read. */
  entry: number
  /** Where entries end, some kilobyte apart: there may be millions. */
  cuts: number[]
}

const APART = 1024

/**
 * Of a JSON object, the newest entries of each of its lists, `mostOfList` bytes of them, and `most` bytes in all. What is
 * left out is never held, and the same whatever pieces the body comes in. For clients that send a whole conversation
 * each time: an image in one of its old messages must not end it.
 */
export function newestEntries(mostOfList: number, most: number): BodyBytes {
  let kept = new Uint8Array(64 * 1024)
  let length = 0
  let depth = 0
  let inText = false
  let isEscaped = false
  let list: List | undefined
  /** The entry that is being read is longer than a list may be. */
  let isSkipped = false

  function forget(of: List): void {
    kept.copyWithin(of.start, of.first, length)
    const gone = of.first - of.start
    length -= gone
    list = { start: of.start, first: of.start, entry: of.entry - gone, cuts: of.cuts.map(cut => cut - gone) }
  }

  function keep(run: Uint8Array): boolean {
    if (list) {
      while (!isSkipped && length - list.first + run.length > mostOfList) {
        if (list.first < list.entry) list.first = list.cuts.shift() ?? list.entry
        else isSkipped = true
      }
      if (isSkipped) length = list.entry
      if (list.first - list.start > mostOfList / 2) forget(list)
    }
    if (isSkipped) return true
    const wanted = length + run.length
    if (wanted - (list ? list.first - list.start : 0) > most) return false
    if (wanted > kept.length) {
      const longer = new Uint8Array(wanted + (wanted >> 1))
      longer.set(kept.subarray(0, length))
      kept = longer
    }
    kept.set(run, length)
    length = wanted
    return true
  }

  /** False when the last entry, which is what is asked, is too long. */
  function mark(byte: number): boolean {
    if (byte === OPEN_LIST && depth === 2) list = { start: length, first: length, entry: length, cuts: [] }
    else if (list && byte === COMMA) {
      isSkipped = false
      list.entry = length
      if (length - (list.cuts.at(-1) ?? list.first) >= APART) list.cuts.push(length)
    } else if (list) {
      if (isSkipped) return false
      forget(list)
      list = undefined
    }
    return true
  }

  return {
    add(chunk) {
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!
        if (inText) {
          if (isEscaped) isEscaped = false
          else if (byte === BACKSLASH) isEscaped = true
          else if (byte === QUOTE) inText = false
          continue
        }
        if (byte === QUOTE) inText = true
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++
        else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--
        const isMark =
          (byte === OPEN_LIST && depth === 2) ||
          (byte === COMMA && depth === 2 && list) ||
          (byte === CLOSE_LIST && depth === 1)
        if (!isMark) continue
        // A list's own end is kept after it.
        const end = byte === CLOSE_LIST ? at : at + 1
        if (!keep(chunk.subarray(from, end)) || !mark(byte)) return false
        from = end
      }
      return keep(chunk.subarray(from))
    },
    all: () => kept.subarray(0, length),
  }
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
