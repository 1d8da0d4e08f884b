'use client'
import { useChatClient } from '@parley/hooks'
import { useState } from 'react'

/** A key that is another when somebody else is here: nothing that was drawn for the former visitor stays. */
export function useVisitorKey(): number {
  const { visitorId } = useChatClient()
  const [known, setKnown] = useState({ visitorId, key: 0 })
  // Who becomes known was here before.
  if (known.visitorId !== visitorId) setKnown({ visitorId, key: known.visitorId === null ? known.key : known.key + 1 })
  return known.key
}
