'use client'
import { useEffect, type RefObject } from 'react'

/**
 * Lets the browser skip groups of messages that are far away: a token then costs as much with five thousand messages
 * before it as with none. Each group is laid out once before, so that the browser remembers its true height and
 * scrolling never jumps. Skipped messages are found, selected and read like all others.
 */
export function useSkipFar(content: RefObject<HTMLElement | null>, groups: unknown): void {
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- other groups are what this waits for
  useEffect(() => (content.current ? skipSoon(content.current) : undefined), [content, groups])

  useEffect(() => {
    const box = content.current
    if (!box || typeof ResizeObserver === 'undefined') return undefined
    let width: number | undefined
    let cancel = () => {}
    // In another width every group has another height.
    const observer = new ResizeObserver(([entry]) => {
      const next = entry!.contentRect.width
      if (next === width || next === 0) return
      width = next
      for (const group of box.querySelectorAll('[data-drawn]')) group.removeAttribute('data-drawn')
      cancel()
      cancel = skipSoon(box)
    })
    observer.observe(box)
    return () => {
      cancel()
      observer.disconnect()
    }
  }, [content])
}

/** Once the messages have been on screen as they will look: after a frame with all of them. */
function skipSoon(box: HTMLElement): () => void {
  let frame = 0
  const afterFrame = (then: () => void) => {
    frame = requestAnimationFrame(then)
  }
  afterFrame(() => {
    if (box.clientWidth === 0) return
    // Never the last, which grows.
    const groups = box.querySelectorAll('.group:not([data-drawn], :last-child)')
    afterFrame(() => groups.forEach(group => group.setAttribute('data-drawn', '')))
  })
  return () => cancelAnimationFrame(frame)
}
