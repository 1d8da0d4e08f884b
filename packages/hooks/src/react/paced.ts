/** Twenty times a second reads as well as sixty, for a third of the layout and paint. */
const REST_MS = 50

/**
 * Asks for `run`, once for all who ask before it, and no sooner than a rest after the last. A timer and no frame: a
 * hidden page and a server have none.
 */
export function paced(run: () => void): () => void {
  let isAwaited = false
  let restsUntil = 0

  const fire = () => {
    isAwaited = false
    run()
    restsUntil = performance.now() + REST_MS
  }
  return () => {
    if (!isAwaited) setTimeout(fire, restsUntil - performance.now())
    isAwaited = true
  }
}
