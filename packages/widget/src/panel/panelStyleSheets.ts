import { composerStyles } from '../composer/composerStyles.ts'
import { historyStyles } from '../history/historyStyles.ts'
import { launcherStyles } from '../launcher/launcherStyles.ts'
import { markdownStyles } from '../markdown/markdownStyles.ts'
import { messageStyles } from '../message/messageStyles.ts'
import { controls } from '../theme/controls.ts'
import { tokens } from '../theme/tokens.ts'
import { transcriptStyles } from '../transcript/transcriptStyles.ts'
import { panelStyles } from './panelStyles.ts'

/** Everything that a chat surface needs, in the order of the cascade. */
export const panelStyleSheets: readonly string[] = [
  tokens,
  controls,
  launcherStyles,
  markdownStyles,
  messageStyles,
  transcriptStyles,
  composerStyles,
  historyStyles,
  panelStyles,
]
