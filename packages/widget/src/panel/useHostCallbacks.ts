'use client'
import { useInsertionEffect, useRef, useState } from 'react'
import type { ChatEvents } from './ChatSettings.ts'

interface HostCallbacks extends ChatEvents {
  onOpenChange?: (open: boolean) => void
}

/**
 * The host's callbacks of the last render, in functions that stay the same. One that throws takes nothing of the chat or
 * the app with it: the page hears of it as of any error of its own.
 */
export function useHostCallbacks(given: HostCallbacks): Required<HostCallbacks> {
  const latest = useRef(given)
  // Before the effects of the parts inside, which call them.
  useInsertionEffect(() => {
    latest.current = given
  })
  const [callbacks] = useState((): Required<HostCallbacks> => {
    const guarded =
      <Name extends keyof HostCallbacks>(name: Name) =>
      (...values: Parameters<Required<HostCallbacks>[Name]>) => {
        try {
          ;(latest.current[name] as ((...values: unknown[]) => void) | undefined)?.(...values)
        } catch (error) {
          report(error)
        }
      }
    return {
      onSend: guarded('onSend'),
      onReply: guarded('onReply'),
      onError: guarded('onError'),
      onSessionExpired: guarded('onSessionExpired'),
      onLinkClick: guarded('onLinkClick'),
      onOpenChange: guarded('onOpenChange'),
    }
  })
  return callbacks
}

const report = (error: unknown) => (globalThis.reportError ?? console.error)(error)
