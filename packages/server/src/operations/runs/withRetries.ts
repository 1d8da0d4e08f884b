const PAUSES_MS = [100, 300, 1000, 2000, 5000]

/** Tries so many times, with ever longer pauses, what a storage that is away for a while makes fail. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  most: number,
  mayTryAgain: (error: unknown) => boolean = () => true,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === most || !mayTryAgain(error)) throw error
      await new Promise(resolve => setTimeout(resolve, PAUSES_MS[tries - 1] ?? PAUSES_MS.at(-1)))
    }
  }
}
