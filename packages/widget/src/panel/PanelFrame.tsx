'use client'
import { useEffect, useRef, type ReactNode } from 'react'
import { followVisualViewport } from './useVisualViewport.ts'

/** Carries the open state to CSS, and follows the on-screen keyboard while open. */
export function PanelFrame({ open, children }: { open: boolean; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => (open && frame.current ? followVisualViewport(frame.current) : undefined), [open])
  return (
    <div ref={frame} className="frame" data-open={open}>
      {children}
    </div>
  )
}
