'use client'
import {
  messageText,
  useChatStatus,
  useComposer,
  useContinueChat,
  useConversationMessages,
  useCreateChat,
  type ChatError,
  type Message,
} from '@parley/hooks'
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { Composer } from '../composer/Composer.tsx'
import { useWords } from '../i18n/useWords.ts'
import { isOriginRefusal, namesOrigin } from '../message/isOriginRefusal.ts'
import { preloadMessages } from '../transcript/LazyMessageList.tsx'
import { Transcript } from '../transcript/Transcript.tsx'
import { isBusy, useReplyEnd } from '../transcript/useReplyEnd.ts'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { tellError } from './tellError.ts'
import { useReportRefusal } from './useReportRefusal.ts'

/** A message that a command of the page asks for. */
export interface AskedMessage {
  text: string
}

interface ChatProps {
  conversationId: string | null
  loading: boolean
  settings: ChatSettings
  events: ChatEvents
  refused: boolean
  input: RefObject<HTMLTextAreaElement | null>
  onConversation: (conversationId: string) => void
  /** Sent as soon as it can be. */
  asked: AskedMessage | undefined
  onAskedSent: () => void
  /** The conversation is not there any more: deleted in another tab, or too old. */
  onGone: (draft: string) => void
  /** What had been typed there, for the conversation that takes its place; once. */
  takeCarried: () => string
}

/** A message of the visitor that is being changed. */
interface Edit {
  messageId: string
  draftBefore: string
  /** What it was sent as; it is being changed still when that could not be sent. */
  sent?: string
}

/** The transcript shows how it went: the hook keeps status and error. */
const forget = (reply: Promise<Message>) => void reply.catch(() => {})

/** What servers take. */
const MOST_BYTES = 32_768

/** One conversation, or one that is about to begin: its transcript and its composer. */
export function Chat(props: ChatProps) {
  const {
    conversationId,
    loading,
    settings,
    events,
    refused,
    input,
    onConversation,
    asked,
    onAskedSent,
    onGone,
    takeCarried,
  } = props
  const { words } = useWords()
  const { online } = useChatStatus()
  const created = useCreateChat({
    characterId: settings.characterId,
    onConversation: conversation => onConversation(conversation.id),
  })
  // In one go with the conversation: a text box that was empty in between would lose its caret.
  const { draft, setDraft } = useComposer(conversationId ?? created.conversationId)
  const unnamed = useComposer(null)
  // Who writes will send: what draws messages is here by then.
  const writes = draft !== ''
  useEffect(() => {
    if (writes) void preloadMessages()
  }, [writes])

  const continued = useContinueChat(conversationId)
  const chat = conversationId === null ? created : continued
  const { status, error } = chat
  const busy = isBusy(status)

  const [edit, setEdit] = useState<Edit | null>(null)
  const unsent = chat.pending?.metadata.status === 'failed' ? messageText(chat.pending) : null
  const editing = edit && (edit.sent === undefined || edit.sent === unsent) ? edit : null
  const canSend = !busy && !refused && !loading
  const send = (input: string, edited?: Edit | null) => {
    const text = input.trim()
    if (!text || !canSend) return
    forget(edited ? chat.send(text, { replaces: edited.messageId }) : chat.send(text))
    // What the page sends leaves alone what the visitor is at.
    if (edited !== undefined) setEdit(edited && { ...edited, sent: text })
    events.onSend?.({ text, conversationId })
  }
  useReplyEnd(conversationId, status, message =>
    events.onReply?.({ conversationId: conversationId ?? '', messageId: message.id, text: messageText(message) }),
  )
  const leave = () => {
    if (editing) setDraft(editing.draftBefore)
  }
  const now = useRef({ send, chat, draft, leave })
  useEffect(() => {
    now.current = { send, chat, draft, leave }
  })
  useEffect(() => () => now.current.leave(), [])
  const taken = useRef<AskedMessage | null>(null)
  useEffect(() => {
    if (!asked || !canSend || taken.current === asked) return
    taken.current = asked
    send(asked.text)
    onAskedSent()
  })

  useEffect(() => {
    if (error) tellError(error, events)
  }, [error, events])

  const { error: readError } = useConversationMessages(conversationId)
  // Of the chat server itself: a proxy that has lost it says 404 too.
  const isGone = !busy && readError?.code === 'not_found' && readError.requestId !== undefined
  const wasLoading = useRef(loading)
  useLayoutEffect(() => {
    const isFound = wasLoading.current && !loading && conversationId !== null
    wasLoading.current = loading
    // Typed before it was known that there is a conversation to go on with.
    if (isFound && unnamed.draft && !draft) {
      setDraft(unnamed.draft)
      unnamed.setDraft('')
    }
    if (isGone) onGone(draft)
    else {
      const carried = takeCarried()
      if (carried) setDraft(draft ? `${draft}\n${carried}` : carried)
    }
  }, [loading, conversationId, draft, setDraft, unnamed, isGone, onGone, takeCarried])
  const refusal = isOriginRefusal(error?.code) ? error : namesOrigin(readError?.code) ? readError : null
  // The host has been told above.
  useReportRefusal(refusal, false)

  const handleSuggestion = useCallback((text: string) => now.current.send(text), [])
  const handleRetry = useCallback(() => forget(now.current.chat.retry()), [])
  const handleRegenerate = useCallback((id: string) => forget(now.current.chat.regenerate(id)), [])

  const handleEdit = useCallback(
    (messageId: string, text: string) => {
      // What was typed comes back when the visitor thinks better of it.
      setEdit(before => ({
        messageId,
        draftBefore: before?.sent === undefined ? (before?.draftBefore ?? now.current.draft) : now.current.draft,
      }))
      setDraft(text)
      input.current?.focus()
    },
    [setDraft, input],
  )
  const handleCancelEdit = () => {
    leave()
    setEdit(null)
  }

  const [stopFailed, setStopFailed] = useState(false)
  if (stopFailed && !busy) setStopFailed(false)
  const handleStop = () => {
    setStopFailed(false)
    chat.stop().catch((cause: ChatError) => {
      if (cause.code === 'aborted') return
      tellError(cause, events)
      setStopFailed(true)
    })
  }
  const isTooLong = new TextEncoder().encode(draft.trim()).length > MOST_BYTES
  const notice = !online
    ? words.offlineHint
    : isTooLong
      ? words.tooLong
      : error?.code === 'rate_limited'
        ? words.rateLimited
        : stopFailed
          ? words.sessionFailed
          : undefined
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
        onSend={() => send(draft, editing)}
        onStop={busy ? handleStop : undefined}
        canSend={draft.trim() !== '' && canSend && online && !isTooLong}
        placeholder={settings.placeholder}
        notice={notice}
        onCancelEdit={editing ? handleCancelEdit : undefined}
        inputRef={input}
      />
    </>
  )
}
