import type { KeyboardEvent } from 'react'

/**
 * Whether this key was pressed here, and not in an input method, which has its own use for Escape and Enter. It is used
 * then: neither what lies around this part takes it too, nor a dialog of the page, which Escape closes.
 */
export function takeKey(event: KeyboardEvent, key: string): boolean {
  // 229: Safari reports the key that ends a composition after its end.
  if (event.key !== key || event.nativeEvent.isComposing || event.keyCode === 229) return false
  event.stopPropagation()
  event.preventDefault()
  return true
}
