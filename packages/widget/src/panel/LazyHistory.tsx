import { useWords } from '../i18n/useWords.ts'
import { MessageStatus } from '../message/MessageStatus.tsx'
import { createLazy } from '../theme/createLazy.tsx'

function HistoryFailed({ onRetry }: { onRetry: () => void }) {
  const { words } = useWords()
  return <MessageStatus status="failed" detail={words.sessionFailed} onRetry={onRetry} />
}

/** The list of conversations, fetched when it is first asked for. */
export const { Lazy: LazyHistory, preload: preloadHistory } = createLazy(
  () => import('../history/HistoryList.tsx').then(module => module.HistoryList),
  HistoryFailed,
)
