/** Tells whether an event is news: those of one run count up, `<runId>.<seq>`; other ids are only known again. */
export function createCursor(): (id: string) => boolean {
  let last = ''
  let run = ''
  let seq = NaN
  return id => {
    const end = id.lastIndexOf('.') + 1
    const nextRun = id.slice(0, end)
    const next = Number(id.slice(end))
    if (id === last || (nextRun === run && next <= seq)) return false
    last = id
    run = nextRun
    seq = next
    return true
  }
}
