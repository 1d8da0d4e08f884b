'use client'
import { useCallback, useEffect } from 'react'
import { atRest, type ReplyEntry, type ReplyStoreState } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useSelection } from './useSelection.ts'

/** Part of what this browser knows of a conversation; keeps its stream open while mounted. */
export function useReplyEntry<Part>(key: string | null, select: (entry: ReplyEntry) => Part): Part {
  const { replies } = useChatContext()
  useEffect(() => (key === null ? undefined : replies.attach(key)), [replies, key])
  const read = useCallback(
    ({ entries, created }: ReplyStoreState) => (key !== null && entries.get(created.get(key) ?? key)) || atRest,
    [key],
  )
  return useSelection(replies.store, read, select)
}
