/**
 * Milliseconds of processor time that `run` takes when nothing disturbs it: the least of up to twelve runs, fewer once
 * one costs less than `enough`. The time of the clock would tell how busy the machine is.
 */
export function leastCost(run: () => unknown, enough: number): number {
  let least = Infinity
  for (let round = 0; round < 12 && least >= enough; round++) {
    const before = process.cpuUsage()
    const start = performance.now()
    run()
    const elapsed = performance.now() - start
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, elapsed, (user + system) / 1_000)
  }
  return least
}
