/** The element that has the focus, in whatever open shadow root it is. */
export function focusedElement(): Element | null {
  let { activeElement } = document
  while (activeElement?.shadowRoot?.activeElement) activeElement = activeElement.shadowRoot.activeElement
  return activeElement
}

/**
 * Gives the focus in a panel that closes back to what had it before, without scrolling, as a closing `<dialog>` does
 * (HTML); to the launcher where that is gone, or was none. One that the page has elsewhere stays there.
 */
export function returnFocus(panel: Element, opener: Element | null, launcher: HTMLElement | null): void {
  const root = panel.getRootNode() as Document | ShadowRoot
  const isInside = () => root.activeElement !== launcher && panel.contains(root.activeElement)
  if (!isInside()) return
  ;(opener as HTMLElement | null)?.focus({ preventScroll: true })
  if (isInside()) launcher?.focus()
}
