/** For a hidden page or a server, where animation frames do not come. */
const NO_FRAMES_INTERVAL_MS = 100

/** Calls `run` at most once per frame; `cancel` forgets it. */
export function onFrame(run: () => void): { request(): void; cancel(): void } {
  let cancelScheduled: (() => void) | null = null

  return {
    request() {
      cancelScheduled ??= schedule(() => {
        cancelScheduled = null
        run()
      })
    },
    cancel() {
      cancelScheduled?.()
      cancelScheduled = null
    },
  }
}

function schedule(fire: () => void): () => void {
  if (typeof document !== 'undefined' && !document.hidden) {
    const frame = requestAnimationFrame(fire)
    return () => cancelAnimationFrame(frame)
  }
  const timer = setTimeout(fire, NO_FRAMES_INTERVAL_MS)
  return () => clearTimeout(timer)
}
