/** Milliseconds, some 24 days: a longer timer of Node fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1
