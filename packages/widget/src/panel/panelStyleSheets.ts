import { composerStyles } from '../composer/composerStyles.ts'
import { historyStyles } from '../history/historyStyles.ts'
import { markdownStyles } from '../markdown/markdownStyles.ts'
import { messageStyles } from '../message/messageStyles.ts'
import { controls } from '../theme/controls.ts'
import { tokens } from '../theme/tokens.ts'
import { transcriptStyles } from '../transcript/transcriptStyles.ts'
import { panelStyles } from './panelStyles.ts'

/** What a chat needs, in the order of the cascade; the launcher brings its own. */
export const panelStyleSheets: readonly string[] = [
  tokens,
  controls,
  markdownStyles,
  messageStyles,
  transcriptStyles,
  composerStyles,
  historyStyles,
  panelStyles,
]
