import type { KeyboardEvent } from 'react'

const focusable = ':is(button,input):not(:disabled),a[href],textarea,summary,[tabindex="0"]'

/** Tab at one end of a panel that fills the window goes on at the other: the page behind it cannot be seen. */
export function keepFocusInside(event: KeyboardEvent<HTMLElement>): void {
  const panel = event.currentTarget
  const controls = [...panel.querySelectorAll<HTMLElement>(focusable)].filter(
    control => control.checkVisibility?.() ?? true,
  )
  const active = (panel.getRootNode() as Document | ShadowRoot).activeElement
  const [first] = controls
  const last = controls.at(-1)
  const leaving = event.shiftKey ? first : last
  if (active !== leaving && active !== panel) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}
