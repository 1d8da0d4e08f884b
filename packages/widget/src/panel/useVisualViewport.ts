'use client'
import { useEffect, useState } from 'react'

/** On phones, and in windows that are too low for anything beside the conversation; the same stands in `panelStyles`. */
export const fillsWindow = '(max-width: 480px), (max-height: 360px)'

/**
 * Tells whether the panel fills the window. There it follows the part of the window that the
 * on-screen keyboard leaves, which no CSS unit knows on iOS.
 */
export function useVisualViewport(enabled: boolean): boolean {
  const [fullScreen, setFullScreen] = useState(
    () => enabled && typeof matchMedia === 'function' && matchMedia(fillsWindow).matches,
  )
  useEffect(() => {
    if (!enabled || typeof matchMedia !== 'function') return undefined
    const query = matchMedia(fillsWindow)
    const handleChange = () => setFullScreen(query.matches)
    handleChange()
    query.addEventListener('change', handleChange)
    return () => query.removeEventListener('change', handleChange)
  }, [enabled])
  return fullScreen
}

/** Keeps `--py-viewport-height` and `--py-viewport-top` of an element at the visible part of the window. */
export function followVisualViewport(element: HTMLElement): () => void {
  const viewport = globalThis.visualViewport
  if (!viewport) return () => {}
  const update = () => {
    const { height, offsetTop, scale } = viewport
    // Zoomed in by two fingers the visible part is a detail of the chat, and not its new size.
    const set = (name: string, length: number) =>
      element.style.setProperty(name, `${length / (element.currentCSSZoom ?? 1)}px`)
    set('--py-viewport-height', height * scale)
    set('--py-viewport-top', scale > 1 ? 0 : offsetTop)
  }
  update()
  viewport.addEventListener('resize', update)
  viewport.addEventListener('scroll', update)
  return () => {
    viewport.removeEventListener('resize', update)
    viewport.removeEventListener('scroll', update)
  }
}
