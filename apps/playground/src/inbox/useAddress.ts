import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void) {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** What the address names behind its `#`: a conversation, `new`, or `all`, as does nothing. A reload and the back button keep to it. */
export const useAddress = (): string => useSyncExternalStore(subscribe, () => location.hash.slice(1))

/** Goes on elsewhere, and leaves no step back to what is not there any more. */
export const replaceAddress = (name: string): void => location.replace(`#${name}`)
