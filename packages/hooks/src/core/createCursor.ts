/** Tells whether an event is news: those of one run count up, `<runId>.<seq>`; other ids are only known again. */
export function createCursor(): (id: string) => boolean {
  let last: string | undefined
  let run = ''
  let seq = NaN
  return id => {
    const end = id.lastIndexOf('.') + 1
    const isSameRun = end === run.length && id.startsWith(run)
    const next = Number(id.slice(end))
    if (id === last || (isSameRun && next <= seq)) return false
    if (!isSameRun) run = id.slice(0, end)
    last = id
    seq = next
    return true
  }
}
