'use client'
import * as React from 'react'
import type { Conversation } from '@parley/protocol'
import { useChatContext } from './ChatProvider.ts'
import { useChat, type UseChatResult } from './useChat.ts'
import { useLocalKey } from './useLocalKey.ts'
import { useSelection } from './useSelection.ts'

/** Starts a conversation with its first message, and goes on with it; `conversationId` is known as soon as the server has it. */
export function useCreateChat(
  request: { characterId?: string; onConversation?(conversation: Conversation): void } = {},
): UseChatResult & { conversationId: string | null } {
  const { replies } = useChatContext()
  const localKey = useLocalKey()
  const latest = React.useRef(request)
  React.useEffect(() => {
    latest.current = request
  })
  React.useEffect(() => replies.offer(localKey, latest), [replies, localKey])
  const [conversationId = null] = useSelection(replies.store, state => [state.created.get(localKey)])
  const named = React.useMemo(() => ({ conversationId }), [conversationId])
  return useChat(conversationId ?? localKey, named)
}
