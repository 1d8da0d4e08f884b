/** Tells whether an event is news: those of one run count up, `<runId>.<seq>`; other ids are only known again. */
export function createCursor(): (id: string) => boolean {
  let last: string | undefined
  let run = ''
  let seq = NaN
  return id => {
    if (id === last || (id.startsWith(run) && Number(id.slice(run.length)) <= seq)) return false
    last = id
    run = id.slice(0, id.lastIndexOf('.') + 1)
    seq = Number(id.slice(run.length))
    return true
  }
}
