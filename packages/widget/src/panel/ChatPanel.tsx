'use client'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { ChatSurface } from './ChatSurface.tsx'
import { Panel } from './Panel.tsx'
import type { SurfaceSettings } from './SurfaceRoot.tsx'
import { useHostCallbacks } from './useHostCallbacks.ts'

export interface ChatPanelProps extends ChatSettings, ChatEvents, SurfaceSettings {
  /** Of the host element; give it a height. */
  className?: string
}

/** A chat that is part of the page, as high as its host element. Needs a `ChatProvider` around it. */
export function ChatPanel({ className, theme, accent, dir, locale, words, ...panel }: ChatPanelProps) {
  const callbacks = useHostCallbacks(panel)
  return (
    <ChatSurface
      className={className}
      kind="inline"
      theme={theme}
      accent={accent}
      dir={dir}
      locale={locale}
      words={words}
    >
      <Panel kind="inline" {...panel} {...callbacks} />
    </ChatSurface>
  )
}
