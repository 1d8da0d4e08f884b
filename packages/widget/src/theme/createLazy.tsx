'use client'
import { useEffect, useState, type ComponentType, type ReactNode } from 'react'

export interface Lazy<Props> {
  /** Fetches the code ahead of its use. */
  preload: () => Promise<void>
  /** Draws the component when its code is here, `fallback` until then and, without a `Failed`, when it cannot be fetched. */
  Lazy: ComponentType<Props & { fallback: ReactNode }>
}

/** After so long the network is not what is wrong. */
const LONGEST_PAUSE_MS = 60_000

/**
 * A component whose code is a chunk of its own. Unlike `React.lazy` it never suspends: what is on screen stays, a failed
 * fetch shows the fallback, or `Failed`, and is tried again, while it is on screen, at its next use and when that asks
 * for it.
 */
export function createLazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Failed?: ComponentType<{ onRetry: () => void }>,
): Lazy<Props> {
  let Loaded: ComponentType<Props> | null = null
  let loading: Promise<void> | null = null

  const preload = () => {
    loading ??= load().then(
      component => void (Loaded = component),
      () => void (loading = null),
    )
    return loading
  }
  function Lazy({ fallback, ...props }: Props & { fallback: ReactNode }) {
    const [Shown, setShown] = useState<ComponentType<Props> | false | null>(() => Loaded)
    const [tries, setTries] = useState(0)
    useEffect(() => {
      let gone = false
      let timer: ReturnType<typeof setTimeout> | undefined
      const load = async (pauseMs: number) => {
        await preload()
        if (gone) return
        setShown(() => Loaded ?? false)
        if (!Loaded && pauseMs < LONGEST_PAUSE_MS) timer = setTimeout(() => void load(pauseMs * 2), pauseMs)
      }
      void load(1000)
      return () => {
        gone = true
        clearTimeout(timer)
      }
    }, [tries])
    if (Shown) return <Shown {...(props as unknown as Props)} />
    return Shown === false && Failed ? <Failed onRetry={() => setTries(tries + 1)} /> : fallback
  }
  return { preload, Lazy }
}
