'use client'
import { useChatClient, useChatStatus } from '@parley/hooks'
import { useCallback, useState } from 'react'
import { hasRememberedConversation, recallConversation, rememberConversation } from './conversationMemory.ts'

/** Which conversation the panel shows: what the visitor chose here, else the one of their last visit. */
export function useOpenConversation(place: string) {
  const client = useChatClient()
  const { session } = useChatStatus()
  const { visitorId, backend } = client
  const endpoint = `${backend.endpoint}${place && `#${place}`}`
  const [chosen, setChosen] = useState<{ visitorId: string | null; conversationId: string | null } | null>(null)
  const [sequence, setSequence] = useState(0)
  const [expected] = useState(() => hasRememberedConversation(endpoint))

  const isMine = chosen !== null && (chosen.visitorId === null || chosen.visitorId === visitorId)
  const conversationId = isMine
    ? chosen.conversationId
    : visitorId === null
      ? null
      : recallConversation(endpoint, visitorId)

  const choose = useCallback(
    (next: string | null) => {
      const known = client.visitorId
      setChosen({ visitorId: known, conversationId: next })
      if (known !== null) rememberConversation(endpoint, known, next)
    },
    [client, endpoint],
  )
  return {
    conversationId,
    /** Changes when another conversation is shown, not when a new one gets its id. */
    sequence,
    /** The visitor is not known yet, and had a conversation here. */
    loading: !isMine && visitorId === null && expected && session !== 'refused',
    /** The conversation on screen has its id now. */
    adopt: choose,
    open: useCallback(
      (next: string | null) => {
        choose(next)
        setSequence(count => count + 1)
      },
      [choose],
    ),
  }
}
