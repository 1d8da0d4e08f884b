import { ChatProvider, type ChatClient } from '@parley/hooks'
import type { QueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Panel, type PanelActions } from '../panel/Panel.tsx'
import { PanelFrame } from '../panel/PanelFrame.tsx'
import { SurfaceRoot } from '../panel/SurfaceRoot.tsx'
import type { ChatHost } from './ChatHandle.ts'
import type { Settings } from './settings.ts'

interface EmbedChatProps {
  client: ChatClient
  queryClient: QueryClient
  settings: Settings
  locale: string
  /** Tells the chats of a page apart. */
  place: string
  open: boolean
  actionsRef: { current: PanelActions | null }
  emit: ChatHost['emit']
  onClose: () => void
}

/** The panel of the embed; its launcher is the loader's. */
export function EmbedChat(props: EmbedChatProps) {
  const { client, queryClient, settings, locale, place, open, actionsRef, emit, onClose } = props
  const { mode, theme, accent, ...chat } = settings
  const kind = mode === 'inline' || mode === 'sidebar' ? mode : 'floating'
  const [events] = useState(() => ({
    onSend: (event: unknown) => emit('send', event),
    onReply: (event: unknown) => emit('reply', event),
    onError: (event: unknown) => emit('error', event),
    onSessionExpired: () => emit('sessionexpired'),
    onLinkClick: (event: unknown) => emit('linkclick', event),
  }))
  return (
    <ChatProvider client={client} queryClient={queryClient}>
      <SurfaceRoot theme={theme} accent={accent} locale={locale} kind={kind}>
        <PanelFrame open={open}>
          <Panel
            kind={kind}
            title={chat.title}
            greeting={chat.greeting}
            placeholder={chat.placeholder}
            suggestions={chat.suggestions as string[]}
            imageOrigins={chat.imageOrigins as string[]}
            characterId={chat.characterId}
            history={String(chat.history) !== 'false'}
            place={place}
            onClose={kind === 'inline' ? undefined : onClose}
            actionsRef={actionsRef}
            {...events}
          />
        </PanelFrame>
      </SurfaceRoot>
    </ChatProvider>
  )
}
