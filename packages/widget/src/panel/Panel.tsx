'use client'
import { useChatStatus } from '@parley/hooks'
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useVisitorKey } from '../history/useVisitorKey.ts'
import { useWords } from '../i18n/useWords.ts'
import { Skeleton } from '../message/Skeleton.tsx'
import { takeKey } from '../message/takeKey.ts'
import { Icon } from '../theme/Icon.tsx'
import { Chat, type AskedMessage } from './Chat.tsx'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { keepFocusInside } from './keepFocusInside.ts'
import { LazyHistory, preloadHistory } from './LazyHistory.tsx'
import { PanelHeader } from './PanelHeader.tsx'
import { Refused } from './Refused.tsx'
import { useConfiguredSettings } from './useConfiguredSettings.ts'
import { focusInside } from './useKeptFocus.ts'
import { useOpenConversation } from './useOpenConversation.ts'
import { useReportRefusal } from './useReportRefusal.ts'
import { useVisualViewport } from './useVisualViewport.ts'

export interface PanelActions {
  send(text: string): void
  newConversation(): void
  focus(): void
}

export interface PanelProps extends ChatSettings, ChatEvents {
  /** A floating panel is a dialog that can be closed; an inline one is part of the page. */
  kind: 'floating' | 'inline' | 'sidebar'
  /** Tells the chats of a page apart: each remembers its own conversation. */
  place?: string
  onClose?: () => void
  actionsRef?: { current: PanelActions | null }
}

/** Header, conversation or list of conversations. Draws into a chat surface; the client comes from `ChatProvider`. */
export function Panel(props: PanelProps) {
  return <PanelOfVisitor key={useVisitorKey()} {...props} />
}

function PanelOfVisitor({ kind, place = '', onClose, actionsRef, ...own }: PanelProps) {
  const { words } = useWords()
  const titleId = useId()
  const panel = useRef<HTMLElement>(null)
  const input = useRef<HTMLTextAreaElement>(null)
  /** What commands of the page want, one after the other; null is a new conversation. */
  const [asked, setAsked] = useState<readonly (AskedMessage | null)[]>([])
  const [view, setView] = useState<'chat' | 'history'>('chat')
  const { online, session, error } = useChatStatus()
  const settings = useConfiguredSettings(own)
  const conversation = useOpenConversation(place)
  const refused = session === 'refused'
  if (settings.history === false && view === 'history') setView('chat')
  const fullScreen = useVisualViewport(kind !== 'inline')
  const [wasActive, setWasActive] = useState(false)
  if (session === 'active' && !wasActive) setWasActive(true)
  useReportRefusal(refused ? error : null, wasActive, own)

  /** Where the focus belongs in what is drawn by then. */
  const focus = () => panel.current && focusInside(panel.current.parentNode!)
  const show = (next: 'chat' | 'history') => {
    setView(next)
    // Not in one that has been closed since.
    requestAnimationFrame(() => panel.current?.closest('[data-open=false]') || focus())
  }
  const handleNew = () => {
    show('chat')
    conversation.open(null)
  }
  const { open } = conversation
  const carried = useRef('')
  const takeCarried = useCallback(() => {
    const draft = carried.current
    carried.current = ''
    return draft
  }, [])
  const handleGone = useCallback(
    (draft: string) => {
      carried.current = draft
      open(null)
    },
    [open],
  )
  const handleOpen = (conversationId: string) => {
    show('chat')
    conversation.open(conversationId)
  }
  useEffect(() => {
    if (!actionsRef) return undefined
    actionsRef.current = {
      send(text) {
        setView('chat')
        setAsked(before => [...before, { text }])
      },
      newConversation: () => setAsked(before => [...before, null]),
      focus: () => void focus(),
    }
    return () => {
      actionsRef.current = null
    }
  })

  const handleAskedDone = () => setAsked(([, ...rest]) => rest)
  // oxlint-disable react/set-state-in-effect -- the messages before it are on their way only then
  useEffect(() => {
    if (asked[0] !== null) return
    handleAskedDone()
    handleNew()
  })
  // oxlint-enable react/set-state-in-effect

  // The visitor may be in another conversation by the time that one is deleted.
  const shown = useRef(conversation.conversationId)
  useEffect(() => {
    shown.current = conversation.conversationId
  })
  const handleDelete = (conversationId: string) => {
    if (conversationId === shown.current) open(null)
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (onClose && takeKey(event, 'Escape')) {
      if (view === 'history') show('chat')
      else onClose()
    } else if (event.key === 'Tab' && fullScreen) keepFocusInside(event)
  }
  const handleClick = (event: MouseEvent<HTMLElement>) => {
    const link = (event.target as Element).closest?.('a')
    if (link) own.onLinkClick?.({ url: link.href })
  }
  const dialog = kind !== 'inline'
  return (
    // The listeners take what bubbles from the controls inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <section
      ref={panel}
      className="panel"
      tabIndex={-1}
      data-kind={kind}
      data-view={view}
      role={dialog ? 'dialog' : 'region'}
      aria-modal={(dialog && fullScreen) || undefined}
      aria-labelledby={titleId}
      onKeyDown={handleKeyDown}
      onClick={handleClick}
    >
      <PanelHeader
        titleId={titleId}
        title={settings.title ?? words.title}
        view={view}
        history={settings.history !== false && !refused}
        canStart={conversation.conversationId !== null || view === 'history'}
        onView={show}
        onHistoryIntent={() => void preloadHistory()}
        onNew={handleNew}
        coversLauncher={fullScreen || kind === 'sidebar'}
        onClose={onClose}
      />
      {/* There before what it says, which is heard then. */}
      <div role="status">
        {!online && (
          <p className="banner">
            <Icon name="wifi" size={16} />
            {words.offline}
          </p>
        )}
      </div>
      {refused && <Refused error={error} />}
      {!refused && view === 'history' && (
        <div className="history" tabIndex={-1} role="group" aria-label={words.conversations}>
          <LazyHistory
            fallback={<Skeleton />}
            conversationId={conversation.conversationId}
            onOpen={handleOpen}
            // The button that was pressed goes away with its conversation.
            onDeleting={focus}
            onDelete={handleDelete}
          />
        </div>
      )}
      {!refused && (
        // Kept while the list is shown: a reply goes on being written.
        <div className="chat-view" hidden={view !== 'chat'}>
          <Chat
            key={conversation.sequence}
            conversationId={conversation.conversationId}
            loading={conversation.loading}
            settings={settings}
            events={own}
            refused={refused}
            input={input}
            onConversation={conversation.adopt}
            asked={asked[0] ?? undefined}
            onAskedSent={handleAskedDone}
            takeCarried={takeCarried}
            onGone={handleGone}
          />
        </div>
      )}
    </section>
  )
}
