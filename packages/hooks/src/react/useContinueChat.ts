'use client'
import * as React from 'react'
import { useChatContext } from './ChatProvider.ts'
import { useChat, type UseChatResult } from './useChat.ts'
import { useLocalKey } from './useLocalKey.ts'

/** Continues a conversation; picks up a reply that is still being written when it mounts. `null` begins a new one. */
export function useContinueChat(conversationId: string | null): UseChatResult {
  const { replies } = useChatContext()
  const localKey = useLocalKey()
  React.useEffect(() => {
    if (conversationId) void replies.actions(conversationId).resume()
  }, [replies, conversationId])
  return useChat(conversationId ?? localKey)
}
