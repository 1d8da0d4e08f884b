'use client'
import * as React from 'react'
import { useChatContext } from './ChatProvider.ts'
import { draftKeyOf } from './createReplyRuns.ts'
import { useLocalKey } from './useLocalKey.ts'
import { useReplyEntry } from './useReplyEntry.ts'
import { useSelection } from './useSelection.ts'

export interface UseComposerResult {
  draft: string
  setDraft(text: string): void
  /** Sends the draft; what fails is in the chat's `error`, and the text is back in the draft. */
  submit(): Promise<void>
  canSubmit: boolean
}

/**
 * The draft of a conversation, kept through every failed send and every change of conversation. With `null` the draft of
 * a new one: submitting begins it in the `useCreateChat` on screen.
 */
export function useComposer(conversationId: string | null): UseComposerResult {
  const { replies } = useChatContext()
  const localKey = useLocalKey()
  const [read, actions] = React.useMemo(() => {
    const { store } = replies
    // Without a name it is where the chat on screen is now, and goes on with what that begins.
    const key = () => conversationId ?? replies.offeredKey() ?? localKey
    const draftKey = () => draftKeyOf(store.getState().created.get(key()) ?? key())
    const actions = {
      setDraft: (text: string) => store.setDraft(draftKey(), text),
      async submit() {
        const text = store.draft(draftKey()).trim()
        if (text)
          await replies
            .actions(key())
            .send(text)
            .catch(() => {})
      },
    }
    return [() => [key(), store.draft(draftKey())] as const, actions] as const
  }, [replies, conversationId, localKey])
  const [key, draft] = useSelection(replies.store, read)
  const [isResting] = useReplyEntry(key, ({ status, error }) => [status === 'ready' || error])
  const canSubmit = !!(isResting && draft.trim())
  return React.useMemo(() => ({ draft, canSubmit, ...actions }), [draft, canSubmit, actions])
}
