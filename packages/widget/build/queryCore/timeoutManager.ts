// Instead of query-core's own, which can be given other timers.
export const timeoutManager = globalThis
export const systemSetTimeoutZero = (callback: () => void): unknown => setTimeout(callback)
