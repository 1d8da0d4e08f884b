'use client'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { Launcher } from '../launcher/Launcher.tsx'
import { takeKey } from '../message/takeKey.ts'
import type { ChatEvents, ChatSettings } from './ChatSettings.ts'
import { focusedElement, returnFocus } from './focusReturn.ts'
import { Panel, type PanelActions } from './Panel.tsx'
import { PanelFrame } from './PanelFrame.tsx'

interface FloatingChatProps extends ChatSettings, ChatEvents {
  open: boolean
  onOpenChange: (open: boolean) => void
  position?: 'start' | 'end'
}

/** Launcher and panel in the top layer of the page. The panel is made when it is first opened, and kept. */
export function FloatingChat({ open, onOpenChange, position = 'end', ...panel }: FloatingChatProps) {
  const layer = useRef<HTMLDivElement>(null)
  const launcher = useRef<HTMLButtonElement>(null)
  const actions = useRef<PanelActions | null>(null)
  const { words, plural } = useWords()
  const [opened, setOpened] = useState(open)
  const [unread, setUnread] = useState(0)
  if (open && !opened) setOpened(true)
  if (open && unread > 0) setUnread(0)
  const handleReply: ChatEvents['onReply'] = event => {
    if (!now.current.open) setUnread(count => count + 1)
    panel.onReply?.(event)
  }
  const now = useRef({ open })
  useEffect(() => {
    now.current = { open }
  })

  useEffect(() => {
    const element = layer.current
    if (!element?.showPopover) return
    // Above every z-index and outside every transform of the page.
    element.popover = 'manual'
    element.showPopover()
  }, [])
  const was = useRef(open)
  const opener = useRef<Element>(null)
  useEffect(() => {
    if (open && !was.current) {
      opener.current = focusedElement()
      actions.current?.focus()
    }
    was.current = open
  }, [open])
  // Before the panel is hidden, which takes the focus from it.
  useLayoutEffect(() => {
    if (!open && layer.current) returnFocus(layer.current, opener.current, launcher.current)
  }, [open])

  return (
    // Escape on the launcher; that of the panel is used there.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={layer}
      className="layer"
      data-position={position}
      onKeyDown={event => open && takeKey(event, 'Escape') && onOpenChange(false)}
    >
      {opened && (
        <PanelFrame open={open}>
          <Panel
            kind="floating"
            onClose={() => onOpenChange(false)}
            actionsRef={actions}
            {...panel}
            onReply={handleReply}
          />
        </PanelFrame>
      )}
      <Launcher
        open={open}
        unread={unread}
        unreadText={unread > 0 ? plural(words.unread, unread) : undefined}
        onToggle={() => onOpenChange(!open)}
        buttonRef={launcher}
      />
    </div>
  )
}
