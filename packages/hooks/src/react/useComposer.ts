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
  // Without a name it is where the chat on screen is, and goes on with what that begins. Not looked up while it is drawn:
  // by then the chat of the page that is being left is still the one offered.
  const [offered, setOffered] = React.useState(localKey)
  React.useEffect(() => {
    const look = () => setOffered(replies.offeredKey() ?? localKey)
    look()
    return replies.store.subscribe(look)
  }, [replies, localKey])
  const key = conversationId ?? offered
  const [named = key] = useSelection(replies.store, ({ created }) => [created.get(key)])
  const draftKey = draftKeyOf(named)
  const [draft] = useSelection(replies.store, () => [replies.store.draft(draftKey)])
  const [isResting] = useReplyEntry(key, ({ status, error }) => [status === 'ready' || error])
  const canSubmit = !!(isResting && draft.trim())

  const actions = React.useMemo(
    () => ({
      setDraft: (text: string) => replies.store.setDraft(draftKey, text),
      async submit() {
        const text = replies.store.draft(draftKey).trim()
        if (text)
          await replies
            .actions(key)
            .send(text)
            .catch(() => {})
      },
    }),
    [replies, draftKey, key],
  )
  return React.useMemo(() => ({ draft, canSubmit, ...actions }), [draft, canSubmit, actions])
}
