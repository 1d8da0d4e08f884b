/** For a hidden page or a server, where animation frames do not come. */
const NO_FRAMES_INTERVAL_MS = 100
/** Twenty times a second reads as well as sixty, for a third of the layout and paint. */
const LEAST_INTERVAL_MS = 40

/** Asks for `run` in a frame, once for all who ask before it, and no sooner than three frames after the last. */
export function onFrame(run: () => void): () => void {
  let isAwaited = false
  let last = -Infinity

  const fire = () => {
    isAwaited = false
    last = performance.now()
    run()
  }
  const schedule = () =>
    typeof document !== 'undefined' && !document.hidden
      ? requestAnimationFrame(fire)
      : setTimeout(fire, NO_FRAMES_INTERVAL_MS)
  return () => {
    if (isAwaited) return
    isAwaited = true
    const rest = last + LEAST_INTERVAL_MS - performance.now()
    if (rest > 0) setTimeout(schedule, rest)
    else schedule()
  }
}
