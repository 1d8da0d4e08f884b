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
  // Where it stays without a name, it goes on with what begins while it is here.
  const [offered, setOffered] = React.useState(localKey)
  const key = conversationId ?? offered
  const [named = key] = useSelection(replies.store, ({ created }) => [created.get(key)])
  const draftKey = draftKeyOf(named)
  const [draft] = useSelection(replies.store, () => [replies.store.draft(draftKey)])
  // oxlint-disable-next-line react/set-state-in-effect, react/exhaustive-effect-dependencies -- which chat is offered is no state: looked up with every word
  React.useEffect(() => setOffered(replies.offeredKey() ?? localKey), [replies, localKey, named, draft])
  const [isResting] = useReplyEntry(key, ({ status, error }) => [status === 'ready' || error])
  const canSubmit = !!isResting && draft.trim() !== ''

  const actions = React.useMemo(
    () => ({
      setDraft: (text: string) => replies.store.setDraft(draftKey, text),
      async submit() {
        const text = replies.store.draft(draftKey).trim()
        if (text)
          await replies
            .actions(conversationId ?? replies.offeredKey() ?? localKey)
            .send(text)
            .catch(() => {})
      },
    }),
    [replies, draftKey, conversationId, localKey],
  )
  return React.useMemo(() => ({ draft, canSubmit, ...actions }), [draft, canSubmit, actions])
}
