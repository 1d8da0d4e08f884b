import type { KeyboardEvent } from 'react'

/** The key is used here: neither what lies around this part takes it too, nor a dialog of the page, which Escape closes. */
export function takeKey(event: KeyboardEvent): void {
  event.stopPropagation()
  event.preventDefault()
}
