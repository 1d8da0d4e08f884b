'use client'
import { useCallback, useEffect } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import { atRest, type ReplyEntry, type ReplyStoreState } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useSelection } from './useSelection.ts'

/** Part of what this browser knows of a conversation; keeps its stream open while mounted. */
export function useReplyEntry<Part>(key: string | null, select: (entry: ReplyEntry) => Part): Part {
  const { replies } = useChatContext()
  useEffect(() => (key === null ? undefined : replies.attach(key)), [replies, key])
  const read = useCallback(
    (state: ReplyStoreState | null) => state?.entries.get(state.created.get(key!) ?? key!) ?? atRest,
    [key],
  )
  return useSelection(key === null ? silence : replies.store, read, select)
}

/** For who asks for nothing: a transcript of a thousand messages does so a thousand times, and would hear every frame. */
const silence: Pick<StoreApi<ReplyStoreState | null>, 'getState' | 'subscribe'> = {
  getState: () => null,
  subscribe: () => () => {},
}
