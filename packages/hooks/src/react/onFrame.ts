/** Slow enough for a hidden page, where animation frames do not come. */
const HIDDEN_INTERVAL_MS = 200
const NO_FRAMES_INTERVAL_MS = 16

/** Calls `run` at most once per frame; `flush` calls it now when it is due, `cancel` forgets it. */
export function onFrame(run: () => void): { request(): void; flush(): void; cancel(): void } {
  let cancelScheduled: (() => void) | null = null

  function cancel() {
    cancelScheduled?.()
    cancelScheduled = null
  }
  function fire() {
    cancelScheduled = null
    run()
  }
  return {
    cancel,
    request() {
      cancelScheduled ??= schedule(fire)
    },
    flush() {
      if (!cancelScheduled) return
      cancel()
      run()
    },
  }
}

function schedule(fire: () => void): () => void {
  if (typeof requestAnimationFrame === 'function' && !document.hidden) {
    const frame = requestAnimationFrame(fire)
    return () => cancelAnimationFrame(frame)
  }
  const hidden = typeof document !== 'undefined' && document.hidden
  const timer = setTimeout(fire, hidden ? HIDDEN_INTERVAL_MS : NO_FRAMES_INTERVAL_MS)
  return () => clearTimeout(timer)
}
