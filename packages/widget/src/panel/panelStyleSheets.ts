import { composerStyles } from '../composer/composerStyles.ts'
import { plainMessageStyles } from '../message/plainMessageStyles.ts'
import { controls } from '../theme/controls.ts'
import { tokens } from '../theme/tokens.ts'
import { transcriptStyles } from '../transcript/transcriptStyles.ts'
import { panelStyles } from './panelStyles.ts'

/** What a chat needs, in the order of the cascade; the launcher and what is fetched later bring their own. */
export const panelStyleSheets: readonly string[] = [
  tokens,
  controls,
  plainMessageStyles,
  transcriptStyles,
  composerStyles,
  panelStyles,
]
