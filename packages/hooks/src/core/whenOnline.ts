import { wait } from './wait.ts'

/** How often the browser is asked again. */
const OFFLINE_PAUSE_MS = 500

/** The browser's own word; true where there is none (a server). */
export const isOnline = (): boolean => (globalThis.navigator as Navigator | undefined)?.onLine !== false

/** Resolves when online: an attempt before that is a lost one. */
export async function whenOnline(signal: AbortSignal): Promise<void> {
  while (!isOnline()) await wait(OFFLINE_PAUSE_MS, signal)
}
