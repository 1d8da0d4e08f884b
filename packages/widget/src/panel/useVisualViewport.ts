'use client'
import { useEffect, useState } from 'react'

const phone = '(max-width: 480px)'

/**
 * Tells whether the panel fills the window, as it does on phones. There it follows the part of the window that the
 * on-screen keyboard leaves, which no CSS unit knows on iOS.
 */
export function useVisualViewport(enabled: boolean): boolean {
  const [fullScreen, setFullScreen] = useState(
    () => enabled && typeof matchMedia === 'function' && matchMedia(phone).matches,
  )
  useEffect(() => {
    if (!enabled || typeof matchMedia !== 'function') return undefined
    const query = matchMedia(phone)
    const handleChange = () => setFullScreen(query.matches)
    handleChange()
    query.addEventListener('change', handleChange)
    return () => query.removeEventListener('change', handleChange)
  }, [enabled])
  return fullScreen
}

/** Keeps `--viewport-height` and `--viewport-top` of an element at the visible part of the window. */
export function followVisualViewport(element: HTMLElement): () => void {
  const viewport = globalThis.visualViewport
  if (!viewport) return () => {}
  const update = () => {
    element.style.setProperty('--viewport-height', `${viewport.height}px`)
    element.style.setProperty('--viewport-top', `${viewport.offsetTop}px`)
  }
  update()
  viewport.addEventListener('resize', update)
  viewport.addEventListener('scroll', update)
  return () => {
    viewport.removeEventListener('resize', update)
    viewport.removeEventListener('scroll', update)
  }
}
