'use client'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/**
 * Keeps a scrolling box at its end while that is `wanted` and the visitor is there, and only then. Nothing reads the
 * layout: an observer tells when the end is in view, another when the content has grown.
 */
export function useFollowEnd(wanted: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [atEnd, setAtEnd] = useState(true)

  const isWanted = useRef(wanted)
  useLayoutEffect(() => {
    isWanted.current = wanted
  })
  const follow = useCallback(() => {
    // Clamped by the browser: asking for the height would cost a layout.
    if (following.current && isWanted.current && scroller.current) scroller.current.scrollTop = 1e7
  }, [])
  const scrollToEnd = useCallback(() => {
    following.current = true
    follow()
  }, [follow])

  useEffect(() => {
    const box = scroller.current
    if (!box || !content.current || !end.current || typeof ResizeObserver === 'undefined') return undefined
    let inView = true
    const growth = new ResizeObserver(follow)
    growth.observe(content.current)
    growth.observe(box)
    const sight = new IntersectionObserver(
      entries => {
        inView = entries.at(-1)?.isIntersecting ?? true
        if (inView) following.current = true
        setAtEnd(inView)
      },
      { root: box, rootMargin: '0px 0px 40px 0px' },
    )
    sight.observe(end.current)

    // The visitor's hand goes first: the observer would tell a frame too late, and a growing answer would pull back.
    const release = () => {
      following.current = false
    }
    // Whatever scrolled up, a hand on the scrollbar or a script: the layout is read only then.
    let lastTop = box.scrollTop
    const handleScroll = () => {
      const top = box.scrollTop
      if (top < lastTop && box.scrollHeight - box.clientHeight - top > 40) release()
      lastTop = top
    }
    const handleWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) release()
      else if (inView) following.current = true
    }
    const handleKey = (event: KeyboardEvent) => {
      if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) release()
    }
    const options = { passive: true }
    box.addEventListener('scroll', handleScroll, options)
    box.addEventListener('wheel', handleWheel, options)
    box.addEventListener('touchmove', release, options)
    box.addEventListener('keydown', handleKey, options)
    return () => {
      growth.disconnect()
      sight.disconnect()
      box.removeEventListener('scroll', handleScroll)
      box.removeEventListener('wheel', handleWheel)
      box.removeEventListener('touchmove', release)
      box.removeEventListener('keydown', handleKey)
    }
  }, [follow])

  return { scroller, content, end, atEnd, scrollToEnd }
}
