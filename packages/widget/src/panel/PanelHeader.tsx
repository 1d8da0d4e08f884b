import { useChatClient } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'
import { IconButton } from '../theme/IconButton.tsx'

interface PanelHeaderProps {
  titleId: string
  title: string
  view: 'chat' | 'history'
  history: boolean
  canStart: boolean
  onView: (view: 'chat' | 'history') => void
  /** The list is likely to be asked for. */
  onHistoryIntent: () => void
  onNew: () => void
  coversLauncher: boolean
  onClose?: () => void
}

/** Title of the chat and what can be done with conversations. */
export function PanelHeader({
  titleId,
  title,
  view,
  history,
  canStart,
  onView,
  onHistoryIntent,
  onNew,
  coversLauncher,
  onClose,
}: PanelHeaderProps) {
  const { words } = useWords()
  const inHistory = view === 'history'
  const canList = useChatClient().backend.capabilities.has('conversations.list')
  return (
    <header className="header">
      {inHistory && <IconButton icon="back" label={words.backToChat} onClick={() => onView('chat')} />}
      <h2>
        <span key={title} id={titleId} dir="auto" hidden={inHistory}>
          {title}
        </span>
        {/* Texts that go have elements of their own: of what somebody translates, React knows only these. */}
        {inHistory && <span>{words.conversations}</span>}
      </h2>
      {history && canList && !inHistory && (
        <IconButton
          icon="history"
          label={words.conversations}
          onPointerEnter={onHistoryIntent}
          onClick={() => onView('history')}
        />
      )}
      {history && <IconButton icon="compose" label={words.newConversation} disabled={!canStart} onClick={onNew} />}
      {/* The launcher has the name "Close chat" while it can be seen. */}
      {onClose && <IconButton icon="close" label={coversLauncher ? words.closeChat : words.close} onClick={onClose} />}
    </header>
  )
}
