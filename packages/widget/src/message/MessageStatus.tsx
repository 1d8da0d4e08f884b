import { useWords } from '../i18n/useWords.ts'
import { Icon } from '../theme/Icon.tsx'

export interface MessageStatusProps {
  status: 'interrupted' | 'failed' | 'stopped' | 'notSent'
  /** Says more than the status alone. */
  detail?: string
  onRetry?: () => void
  /** It has just happened, and is said at once. Default: when there is a way on; what was read before has none. */
  urgent?: boolean
}

/** Says that a message is not what it should be, and offers the way on. */
export function MessageStatus({ status, detail, onRetry, urgent = Boolean(onRetry) }: MessageStatusProps) {
  const { words } = useWords()
  return (
    <div className="message-status" data-status={status === 'notSent' ? 'failed' : status}>
      {status !== 'stopped' && <Icon name="alert" size={18} />}
      <span role={urgent ? 'alert' : undefined}>{detail ?? words[status]}</span>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          <Icon name="retry" size={15} />
          {words.tryAgain}
        </button>
      )}
    </div>
  )
}
