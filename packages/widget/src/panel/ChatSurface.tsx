'use client'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { directionOf } from '../i18n/directionOf.ts'
import { launcherStyles } from '../launcher/launcherStyles.ts'
import { adoptStyles } from '../theme/adoptStyles.ts'
import { css } from '../theme/css.ts'
import { keepEventsInside } from './keepEventsInside.ts'
import { panelStyleSheets } from './panelStyleSheets.ts'
import { SurfaceRoot, type SurfaceSettings } from './SurfaceRoot.tsx'

/** The box of the host, which the loader gives the element of the embed. */
const hostStyles = css`
  :host([data-parley='inline']) {
    display: grid;
  }
  :host([data-parley='surface']) {
    display: block;
    inline-size: auto;
    flex-shrink: 1;
  }
  /* The embed's layer stands outside of the theme and takes nothing of the page; here it takes the theme's. */
  .surface > .layer {
    all: unset;
    position: fixed;
    color: #fff;
    z-index: var(--parley-z-index, 2147483647);
  }
  @media print {
    .surface > .layer {
      display: none;
    }
  }
  /* The parts of a panel stand on the panel's. In the dark their text is light, whatever the page behind. */
  .surface:not([data-kind]) {
    background: var(--py-background);
  }
`

export interface ChatSurfaceProps extends SurfaceSettings {
  kind?: 'floating' | 'inline' | 'sidebar'
  /** Of the host element in the page. */
  className?: string
  children: ReactNode
}

/**
 * An open shadow root with the chat's styles. `ChatPanel` and `ChatWidget` bring their own; put the parts
 * (`Transcript`, `Message`, `Composer`, …) into one when you arrange them yourself.
 */
export function ChatSurface({ className, dir, children, ...root }: ChatSurfaceProps) {
  const host = useRef<HTMLDivElement>(null)
  const [shadow, setShadow] = useState<ShadowRoot | null>(null)
  const [pageDir, setPageDir] = useState<'ltr' | 'rtl'>('ltr')
  useLayoutEffect(() => {
    const element = host.current
    if (!element) return undefined
    const opened = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    keepEventsInside(opened)
    adoptStyles(opened, [launcherStyles, ...panelStyleSheets, hostStyles])
    setShadow(opened)
    const readDirection = () => setPageDir(getComputedStyle(element).direction === 'rtl' ? 'rtl' : 'ltr')
    readDirection()
    const observer = new MutationObserver(readDirection)
    observer.observe(document, { subtree: true, attributeFilter: ['dir'] })
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={host} className={className} data-parley={root.kind ?? 'surface'}>
      {/* Not empty: some themes hide what is. */}{' '}
      {shadow &&
        createPortal(
          <SurfaceRoot dir={dir ?? directionOf(root.locale) ?? pageDir} {...root}>
            {children}
          </SurfaceRoot>,
          shadow,
        )}
    </div>
  )
}
