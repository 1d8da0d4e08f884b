/** For a hidden page or a server, where animation frames do not come. */
const NO_FRAMES_INTERVAL_MS = 100
/** Twenty times a second reads as well as sixty, for a third of the layout and paint. */
const LEAST_INTERVAL_MS = 40

/** Calls `run` in a frame, and again no sooner than three frames later; `cancel` forgets it. */
export function onFrame(run: () => void): { request(): void; cancel(): void } {
  let cancelScheduled: (() => void) | null = null
  let last = -Infinity

  const fire = () => {
    cancelScheduled = null
    last = performance.now()
    run()
  }
  return {
    request() {
      if (cancelScheduled) return
      const rest = last + LEAST_INTERVAL_MS - performance.now()
      if (rest <= 0) cancelScheduled = schedule(fire)
      else {
        const timer = setTimeout(() => (cancelScheduled = schedule(fire)), rest)
        cancelScheduled = () => clearTimeout(timer)
      }
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
