const names = ['focusin', 'keydown', 'keypress', 'keyup', 'wheel', 'touchstart', 'touchmove']

/**
 * Ends at the shadow root what concerns only the chat. The page sees its host as the target, no text field and nothing
 * that scrolls: a focus trap would take the focus, a shortcut the letters, a scroll lock or smooth scrolling the wheel.
 */
export function keepEventsInside(root: ShadowRoot): void {
  for (const name of names) root.addEventListener(name, keep, { passive: true })
}

function keep(event: Event & Partial<KeyboardEvent>): void {
  const target = event.target as Element
  const box = target.closest('textarea, .history, .transcript-scroller')
  const isOurs = event.type.startsWith('key')
    ? target.matches('textarea, input') && !event.ctrlKey && !event.metaKey && !event.altKey
    : event.type === 'focusin' || (box && box.scrollHeight > box.clientHeight)
  if (isOurs) event.stopPropagation()
}
