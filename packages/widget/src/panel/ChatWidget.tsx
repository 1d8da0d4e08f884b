'use client'
import { useChatClient } from '@parley/hooks'
import { useState } from 'react'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { ChatSurface } from './ChatSurface.tsx'
import { FloatingChat } from './FloatingChat.tsx'
import type { SurfaceSettings } from './SurfaceRoot.tsx'
import { useHostCallbacks } from './useHostCallbacks.ts'

export interface ChatWidgetProps extends ChatSettings, ChatEvents, SurfaceSettings {
  /** The side of the window: `end` (default) or `start`. */
  position?: 'start' | 'end'
  /** Open or closed, when the app decides; with `onOpenChange`. */
  open?: boolean
  defaultOpen?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A launcher in the corner of the window and the chat that it opens. Needs a `ChatProvider` around it. */
export function ChatWidget(props: ChatWidgetProps) {
  const { theme, accent, dir, locale, words, position, open: given, defaultOpen = false, ...panel } = props
  // Without a provider it says so at once, not at a visitor's first click.
  useChatClient()
  const { onOpenChange, ...callbacks } = useHostCallbacks(panel)
  const [own, setOwn] = useState(defaultOpen)
  const handleOpen = (next: boolean) => {
    setOwn(next)
    onOpenChange(next)
  }
  return (
    <ChatSurface kind="floating" theme={theme} accent={accent} dir={dir} locale={locale} words={words}>
      <FloatingChat open={given ?? own} {...panel} {...callbacks} onOpenChange={handleOpen} position={position} />
    </ChatSurface>
  )
}
