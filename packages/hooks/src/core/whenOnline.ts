import { raceSignal } from './wait.ts'

/** The browser's own word; true where there is none (a server). */
export const isOnline = (): boolean => (globalThis.navigator as Navigator | undefined)?.onLine !== false

/** Resolves at once when online, else with the browser's `online` event: an attempt before it is a lost one. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  if (isOnline()) return Promise.resolve()
  const online = new Promise<void>(resolve => addEventListener('online', () => resolve(), { once: true, signal }))
  return raceSignal(online, signal)
}
