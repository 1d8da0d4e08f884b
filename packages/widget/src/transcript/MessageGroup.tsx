'use client'
import type { Message } from '@parley/hooks'
import { Fragment, memo, useMemo, useRef } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { DaySeparator } from './DaySeparator.tsx'
import { TranscriptItem } from './TranscriptItem.tsx'
import { useFreezeFar } from './useFreezeFar.ts'

/** One message of a group, as the list has it now. */
interface Place {
  id: string
  key: string
  message: Message | null
  /** The date of a message that is the first of its day. */
  day: string | undefined
}

interface MessageGroupProps {
  places: readonly Place[]
  conversationId: string | null
  /** The last message of the list, when it is in this group. */
  lastId: string | undefined
  imageOrigins?: readonly string[]
  onRetry?: () => void
  onRegenerate?: (messageId: string) => void
  onEdit?: (messageId: string, text: string) => void
}

/** Messages that the browser may skip together. Drawn again only when one of them is another: of thousands, few are. */
export const MessageGroup = memo(function MessageGroup(props: MessageGroupProps) {
  const { places, lastId, onRetry, onRegenerate, ...shared } = props
  const { words } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const drawnFrom = useMemo(() => [props, words], [props, words])
  const isFrozen = useFreezeFar(box, drawnFrom)
  return (
    <div className="group" ref={box}>
      {(isFrozen ? [] : places).map(({ id, key, message, day }) => (
        <Fragment key={key}>
          {day && <DaySeparator date={day} />}
          <TranscriptItem
            {...shared}
            id={id}
            message={message}
            latest={id === lastId}
            onRetry={id === lastId ? onRetry : undefined}
            onRegenerate={id === lastId ? onRegenerate : undefined}
          />
        </Fragment>
      ))}
    </div>
  )
}, isSame)

function isSame({ places: before, ...old }: MessageGroupProps, { places: after, ...now }: MessageGroupProps): boolean {
  const names = Object.keys({ ...old, ...now }) as (keyof typeof now)[]
  return (
    names.every(name => old[name] === now[name]) &&
    before.length === after.length &&
    after.every((place, index) => isSamePlace(place, before[index]!))
  )
}

const isSamePlace = (one: Place, other: Place): boolean =>
  one.id === other.id && one.key === other.key && one.message === other.message && one.day === other.day
