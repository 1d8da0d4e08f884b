import { useWidgetConfig, type ChatError } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'
import { isOriginRefusal } from '../message/isOriginRefusal.ts'
import { Icon } from '../theme/Icon.tsx'

// Trying again cannot help the visitor: the page or the key is set up wrongly. Who is signed out may sign in (401).
const isFinal = ({ code }: ChatError): boolean => isOriginRefusal(code) || code === 'secret_key_in_browser'

/** Shown when there is no session for this page: a neutral sentence; the developer finds the reason in the console. */
export function Refused({ error }: { error: ChatError | null }) {
  const { words } = useWords()
  const config = useWidgetConfig()
  const final = error !== null && isFinal(error)
  return (
    <div className="refused" role="alert">
      <span className="refused-mark" aria-hidden="true">
        <Icon name="alert" size={22} />
      </span>
      <p>{final ? words.refused : words.sessionFailed}</p>
      {!final && (
        <button type="button" className="button" onClick={() => void config.refetch()}>
          <Icon name="retry" size={15} />
          {words.tryAgain}
        </button>
      )}
    </div>
  )
}
