'use client'
import { useCallback, useEffect } from 'react'
import type { ReplyEntry, ReplyStoreState } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useSelection } from './useSelection.ts'

/** Part of what this browser knows of a conversation; keeps its stream open while mounted. */
export function useReplyEntry<Part>(key: string | null, select: (entry: ReplyEntry | undefined) => Part): Part {
  const { replies } = useChatContext()
  useEffect(() => (key === null ? undefined : replies.attach(key)), [replies, key])
  const read = useCallback(
    (state: ReplyStoreState) => (key === null ? undefined : state.entries.get(state.created.get(key) ?? key)),
    [key],
  )
  return useSelection(replies.store, read, select)
}
