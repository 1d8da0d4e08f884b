import type { Decorator } from '@storybook/react-vite'
import { useEffect, useMemo, type ReactNode } from 'react'
import { StorySwitchesContext, type StorySwitches } from '../packages/widget/src/stories/StorySwitches.ts'
import { emulateMotion } from './emulateMotion.ts'
import { emulateOffline } from './emulateOffline.ts'
import { accents, faultInAddress, type toolbar } from './toolbar.ts'

type Globals = Record<keyof typeof toolbar, string>

/** Hands what the toolbar says to the stories: to their chat, to their look, and to the page around them. */
export const withSwitches: Decorator = (Story, { globals }) => (
  <Switched globals={globals as Globals}>
    <Story />
  </Switched>
)

function Switched({ globals, children }: { globals: Globals; children: ReactNode }) {
  const { backend, responder, latency, tokens, fault, theme, accent, locale, direction, motion } = globals
  const switches = useMemo(
    () =>
      ({
        backend,
        responder,
        latencyMs: Number(latency),
        tokenMs: Number(tokens),
        fault: faultInAddress(fault),
        look: {
          ...(theme !== 'auto' && { theme }),
          ...(accents[accent] && { accent: accents[accent] }),
          ...(locale !== 'own' && { locale }),
          ...(direction !== 'auto' && { dir: direction }),
        },
      }) as StorySwitches,
    [backend, responder, latency, tokens, fault, theme, accent, locale, direction],
  )
  useEffect(() => {
    const { documentElement: page } = document
    page.dir = direction === 'auto' ? '' : direction
    page.style.colorScheme = theme === 'auto' ? 'light dark' : theme
    page.style.background = 'Canvas'
  }, [theme, direction])
  useEffect(() => {
    // After the chat below has it: a test sees when a switch is on.
    document.documentElement.dataset.fault = fault
  }, [fault])
  useEffect(() => emulateMotion(motion), [motion])
  useEffect(() => (fault === 'offline' ? emulateOffline() : undefined), [fault])
  return <StorySwitchesContext value={switches}>{children}</StorySwitchesContext>
}
