const WAIT_MS = [10, 20, 40, 80, 160, 320, 640]

/**
 * Tries again while another process has the database locked, for about a second. The driver's own wait would hold up
 * everybody, because its calls are synchronous.
 */
export async function whenFree<T>(work: () => Promise<T>, isBusy: (error: unknown) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === WAIT_MS.length || !isBusy(error)) throw error
      await new Promise(resolve => setTimeout(resolve, WAIT_MS[tries]))
    }
  }
}
