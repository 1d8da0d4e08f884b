import { createContext } from 'react'

export interface FormulaBudget {
  /** Whether a formula may be typeset. The same one again costs nothing. */
  take(source: string): boolean
}

/** Characters of formulas that one message may have typeset; what comes after them is shown as it was written. */
const allowed = 8_000

export function createFormulaBudget(): FormulaBudget {
  const taken = new Set<string>()
  let left = allowed
  return {
    take(source) {
      if (taken.has(source)) return true
      if (source.length > left) return false
      taken.add(source)
      left -= source.length
      return true
    },
  }
}

export const FormulaBudget = createContext<FormulaBudget>({ take: () => true })
