'use client'
import {
  messageText,
  useChatStatus,
  useComposer,
  useContinueChat,
  useConversationMessages,
  useCreateChat,
  type Message,
} from '@parley/hooks'
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { Composer } from '../composer/Composer.tsx'
import { useWords } from '../i18n/useWords.ts'
import { isOriginRefusal, namesOrigin } from '../message/isOriginRefusal.ts'
import { preloadMessages } from '../transcript/LazyMessageList.tsx'
import { Transcript } from '../transcript/Transcript.tsx'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { useReplyEnd } from './useReplyEnd.ts'
import { isSessionOver, useReportRefusal } from './useReportRefusal.ts'

export interface ChatActions {
  send(text: string): void
}

interface ChatProps {
  conversationId: string | null
  loading: boolean
  settings: ChatSettings
  events: ChatEvents
  refused: boolean
  input: RefObject<HTMLTextAreaElement | null>
  onConversation: (conversationId: string) => void
  /** Receives what commands need. */
  actionsRef: { current: ChatActions | null }
}

/** The transcript shows how it went: the hook keeps status and error. */
const forget = (reply: Promise<Message>) => void reply.catch(() => {})

/** The host is told of every error already. */
const untold: ChatEvents = {}

/** One conversation, or one that is about to begin: its transcript and its composer. */
export function Chat(props: ChatProps) {
  const { conversationId, loading, settings, events, refused, input, onConversation, actionsRef } = props
  const { words } = useWords()
  const { online } = useChatStatus()
  const { draft, setDraft } = useComposer(conversationId)
  // Who writes will send: what draws messages is here by then.
  const writes = draft !== ''
  useEffect(() => {
    if (writes) void preloadMessages()
  }, [writes])

  const created = useCreateChat({
    characterId: settings.characterId,
    onConversation: conversation => onConversation(conversation.id),
  })
  const continued = useContinueChat(conversationId)
  const chat = conversationId === null ? created : continued
  const { status, error } = chat
  const busy = status === 'submitted' || status === 'streaming' || status === 'resuming'

  const [editing, setEditing] = useState<{ messageId: string; draftBefore: string } | null>(null)
  const send = (input: string) => {
    const text = input.trim()
    if (!text || busy || refused) return
    events.onSend?.({ text, conversationId })
    forget(editing ? chat.send(text, { replaces: editing.messageId }) : chat.send(text))
    setEditing(null)
  }
  useReplyEnd(conversationId, status, message =>
    events.onReply?.({ conversationId: conversationId ?? '', messageId: message.id, text: messageText(message) }),
  )
  const now = useRef({ send, chat, draft })
  useEffect(() => {
    now.current = { send, chat, draft }
  })
  useEffect(() => {
    actionsRef.current = { send: text => now.current.send(text) }
    return () => {
      actionsRef.current = null
    }
  }, [actionsRef])

  const { onError, onSessionExpired } = events
  useEffect(() => {
    if (!error) return
    onError?.({ code: error.code, message: error.message })
    if (isSessionOver(error)) onSessionExpired?.()
  }, [error, onError, onSessionExpired])

  const { error: readError } = useConversationMessages(conversationId)
  const refusal = isOriginRefusal(error?.code) ? error : namesOrigin(readError?.code) ? readError : null
  useReportRefusal(refusal, false, untold)

  const handleSuggestion = useCallback((text: string) => now.current.send(text), [])
  const handleRetry = useCallback(() => forget(now.current.chat.retry()), [])
  const handleRegenerate = useCallback((id: string) => forget(now.current.chat.regenerate(id)), [])

  const handleEdit = useCallback(
    (messageId: string, text: string) => {
      // What was typed comes back when the visitor thinks better of it.
      setEditing(before => ({ messageId, draftBefore: before?.draftBefore ?? now.current.draft }))
      setDraft(text)
      input.current?.focus()
    },
    [setDraft, input],
  )
  const handleCancelEdit = () => {
    setDraft(editing?.draftBefore ?? '')
    setEditing(null)
    input.current?.focus()
  }

  const handleStop = () => {
    // The button that had the focus turns into another.
    input.current?.focus()
    void chat.stop().catch(() => {})
  }
  const notice = !online ? words.offlineHint : error?.code === 'rate_limited' ? words.rateLimited : undefined
  return (
    <>
      <Transcript
        conversationId={conversationId}
        status={status}
        error={error}
        loading={loading}
        firstMessage={chat.pending}
        greeting={settings.greeting}
        suggestions={settings.suggestions}
        imageOrigins={settings.imageOrigins}
        onSuggestion={handleSuggestion}
        onRetry={handleRetry}
        onRegenerate={busy ? undefined : handleRegenerate}
        onEdit={handleEdit}
      />
      <Composer
        draft={draft}
        onDraft={setDraft}
        onSend={() => send(draft)}
        onStop={busy ? handleStop : undefined}
        canSend={draft.trim() !== '' && !busy && online && !refused}
        placeholder={settings.placeholder}
        notice={notice}
        onCancelEdit={editing ? handleCancelEdit : undefined}
        inputRef={input}
      />
    </>
  )
}
