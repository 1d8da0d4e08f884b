/** Knows an event that was read already: events of one run count up, `<runId>.<seq>`; other ids are only known again. */
export function createCursor(lastEventId: string | undefined) {
  let run = ''
  let seq = NaN
  function moveTo(id: string) {
    lastEventId = id
    run = id.slice(0, id.lastIndexOf('.') + 1)
    seq = Number(id.slice(run.length))
  }
  if (lastEventId !== undefined) moveTo(lastEventId)
  return {
    get id() {
      return lastEventId
    },
    /** False for an event that was read already. */
    advance(id: string): boolean {
      if (id === lastEventId || (id.startsWith(run) && Number(id.slice(run.length)) <= seq)) return false
      moveTo(id)
      return true
    },
  }
}
