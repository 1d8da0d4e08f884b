'use client'
import type { Message } from '@parley/hooks'
import { memo, useRef, useState } from 'react'
import { createGroups } from './createGroups.ts'
import { createStableKeys } from './createStableKeys.ts'
import { findDayStarts } from './findDayStarts.ts'
import { MessageGroup } from './MessageGroup.tsx'
import { useSkipFar } from './useSkipFar.ts'

export { warmUp } from '../message/warmUp.ts'

export interface MessageListProps {
  conversationId: string | null
  messages: readonly Message[]
  /** The messages and the reply being written, in their order; the same array while the same are in it. */
  ids: readonly string[]
  imageOrigins?: readonly string[]
  onRetry?: () => void
  onRegenerate?: (messageId: string) => void
  onEdit?: (messageId: string, text: string) => void
}

/** The messages, each in its place. Costs nothing while the reply in it grows: that draws itself. */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { conversationId, messages, ids, imageOrigins, onRetry, onRegenerate, onEdit } = props
  const box = useRef<HTMLDivElement>(null)
  const [keysOf] = useState(createStableKeys)
  const [groupsOf] = useState(createGroups)
  useSkipFar(box, ids)

  const byId = new Map(messages.map(message => [message.id, message]))
  const keys = keysOf(ids)
  const days = findDayStarts(messages)
  const lastId = ids.at(-1)
  return (
    <div className="messages" ref={box}>
      {groupsOf(keys).map(({ key, from, to }) => (
        <MessageGroup
          key={key}
          places={ids.slice(from, to).map((id, index) => ({
            id,
            key: keys[from + index]!,
            message: byId.get(id) ?? null,
            day: days.get(id),
          }))}
          conversationId={conversationId}
          lastId={to === ids.length ? lastId : undefined}
          imageOrigins={imageOrigins}
          onRetry={to === ids.length ? onRetry : undefined}
          onRegenerate={to === ids.length ? onRegenerate : undefined}
          onEdit={onEdit}
        />
      ))}
    </div>
  )
})
