/**
 * Waits until what appears has appeared: nothing has changed for a moment and nothing fades any more. Colours in the
 * middle of a fade have no contrast.
 */
export async function settled(): Promise<void> {
  const deadline = performance.now() + 8_000
  let before = ''
  let calm = 0
  while (calm < 3 && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 60))
    const now = [...roots(document)].map(root => ('body' in root ? root.body.innerHTML : root.innerHTML)).join()
    const fades = [...roots(document)].some(root => root.getAnimations().some(isFade))
    calm = now === before && !fades && !document.querySelector('[data-story=preparing]') ? calm + 1 : 0
    before = now
  }
}

/** Runs and will end; a typing indicator does not. */
const isFade = (animation: Animation): boolean =>
  animation.playState === 'running' && animation.effect?.getComputedTiming().endTime !== Infinity

function* roots(root: Document | ShadowRoot): Generator<Document | ShadowRoot> {
  yield root
  for (const element of root.querySelectorAll('[data-parley], parley-chat'))
    if (element.shadowRoot) yield* roots(element.shadowRoot)
}
