'use client'
import * as React from 'react'
import { atRest, type ReplyEntry } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.ts'
import { useSelection, type ReadableStore } from './useSelection.ts'

/** Parts of what this browser knows of a conversation; keeps its stream open while mounted. */
export function useReplyEntry<Parts extends readonly unknown[] | []>(
  key: string | null,
  select: (entry: ReplyEntry) => Parts,
): Parts {
  const { replies } = useChatContext()
  React.useEffect(() => (key === null ? undefined : replies.attach(key)), [replies, key])
  const entry = React.useMemo((): ReadableStore<ReplyEntry> => {
    const { subscribe, entry } = replies.store
    return key === null ? silence : { subscribe, getState: () => entry(key) }
  }, [replies, key])
  return useSelection(entry, select)
}

/** For who asks for nothing: a transcript of a thousand messages does so a thousand times, and would hear every frame. */
const silence = { getState: () => atRest, subscribe: () => () => {} }
