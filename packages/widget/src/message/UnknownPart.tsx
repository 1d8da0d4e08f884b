import type { Part } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'

/** Stands for a part of a type that this version does not know. */
export function UnknownPart({ part }: { part: Part }) {
  const { words } = useWords()
  return (
    <p className="chip" data-kind="unknown" data-type={part.type}>
      {words.unknownPart}
    </p>
  )
}
