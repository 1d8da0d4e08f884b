'use client'
import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * Keeps what the visitor sees in its place when older messages are put above it. Call the returned function before
 * they arrive: only then is the height read, never while a reply streams.
 */
export function useKeepPlace(scroller: RefObject<HTMLElement | null>, firstId: string | undefined): () => void {
  const heightBefore = useRef<number | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    if (box && heightBefore.current !== null) box.scrollBy(0, box.scrollHeight - heightBefore.current)
    heightBefore.current = null
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another first message is what this waits for
  }, [scroller, firstId])
  return useCallback(() => {
    heightBefore.current = scroller.current?.scrollHeight ?? null
  }, [scroller])
}
