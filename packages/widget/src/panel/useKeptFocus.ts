'use client'
import { useEffect, useRef, type RefObject } from 'react'
import { focusedElement } from './focusReturn.ts'

/** Gives the focus to `first` if that takes it, else to what is used most: the list, the message box, the panel. */
export function focusInside(box: ParentNode, first?: HTMLElement | null): void {
  const rest = ['.history', '.composer textarea', '.panel'].map(part => box.querySelector<HTMLElement>(part))
  ;[first, ...rest].some(element => {
    element?.focus({ preventScroll: true })
    return element && element === focusedElement()
  })
}

/**
 * What has the focus may go away: it is pressed, sent, answered. The focus then stays inside, in the conversation if it
 * was there, and does not fall to the page, where keys do nothing or something else.
 */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const surface = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = surface.current!
    let last: HTMLElement | null = null
    let conversation: HTMLElement | null
    const handleFocus = (event: FocusEvent) => {
      last = event.target as HTMLElement
      conversation = last.closest('.transcript-scroller')
    }
    // Some browsers tell of it as well when an element with the focus goes away: then it is not there in a moment.
    const handleBlur = () =>
      queueMicrotask(() => {
        if (last?.isConnected && last !== focusedElement()) last = null
      })
    const changes = new MutationObserver(() => {
      const active = focusedElement()
      // The page around a frame may have it.
      if (last && document.hasFocus() && (!active || active.matches('body, :disabled'))) focusInside(box, conversation)
    })
    box.addEventListener('focusin', handleFocus)
    box.addEventListener('focusout', handleBlur)
    changes.observe(box, { subtree: true, childList: true, attributeFilter: ['disabled'] })
    return () => changes.disconnect()
  }, [])
  return surface
}
