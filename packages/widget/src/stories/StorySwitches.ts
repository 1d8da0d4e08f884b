import { switchedOff, type Switches } from '@parley/hooks/testing'
import { createContext, useContext } from 'react'
import type { SurfaceSettings } from '../panel/SurfaceRoot.tsx'

/** What the toolbar says, for every story. */
export interface StorySwitches extends Switches {
  look: Omit<SurfaceSettings, 'words'>
}

export const StorySwitchesContext = createContext<StorySwitches>({ ...switchedOff, look: {} })

export const useStorySwitches = (): StorySwitches => useContext(StorySwitchesContext)

/** Theme, accent, locale and direction of the toolbar, where a story does not fix them itself. */
export function useStoryLook<Props extends object>(props: Props): Props {
  const { look } = useStorySwitches()
  const own = Object.entries(props).filter(([, value]) => value !== undefined)
  return { ...look, ...Object.fromEntries(own) } as Props
}
