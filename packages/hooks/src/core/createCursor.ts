/** Tells whether an event is news: those of one run count up, `<runId>.<seq>`; other ids are only known again. */
export function createCursor(): (id: string) => boolean {
  let last = ''
  let run = ''
  return id => {
    const isSame = run ? id.startsWith(run) : id === last
    // Numbers without leading zeros compare by their length, then as text: parsing them cost more than all else here.
    const longer = id.length - last.length
    if (!isSame) run = /^.*\.(?=\d+$)/.exec(id)?.[0] ?? ''
    else if (longer < 0 || (longer === 0 && id <= last)) return false
    last = id
    return true
  }
}
