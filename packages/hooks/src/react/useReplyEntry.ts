'use client'
import { useCallback, useEffect } from 'react'
import { atRest, type ReplyEntry } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useSelection } from './useSelection.ts'

/** Part of what this browser knows of a conversation; keeps its stream open while mounted. */
export function useReplyEntry<Part>(key: string | null, select: (entry: ReplyEntry) => Part): Part {
  const { replies } = useChatContext()
  useEffect(() => (key === null ? undefined : replies.attach(key)), [replies, key])
  const { store } = replies
  const read = useCallback(() => (key === null ? atRest : store.entry(key)), [store, key])
  return useSelection(key === null ? silence : store, read, select)
}

/** For who asks for nothing: a transcript of a thousand messages does so a thousand times, and would hear every frame. */
const silence = { getState: () => null, subscribe: () => () => {} }
