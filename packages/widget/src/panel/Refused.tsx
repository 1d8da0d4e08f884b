import { chatSessionsCreate, useChatClient, type ChatError } from '@parley/hooks'
import { useState } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { isOriginRefusal } from '../message/isOriginRefusal.ts'
import { Icon } from '../theme/Icon.tsx'

// Trying again cannot help the visitor: the page or the key is set up wrongly. Who is signed out may sign in (401).
const isFinal = ({ code }: ChatError): boolean => isOriginRefusal(code) || code === 'secret_key_in_browser'

/** Shown when there is no session for this page: a neutral sentence; the developer finds the reason in the console. */
export function Refused({ error }: { error: ChatError | null }) {
  const { words } = useWords()
  const client = useChatClient()
  const [tries, setTries] = useState(0)
  const final = error !== null && isFinal(error)
  // Not by a query, which would ask for a session too: no backend's route is every backend's.
  const handleRetry = async () => {
    await chatSessionsCreate(client, { adopt: true })
    // Told again where it failed again.
    setTries(tries + 1)
  }
  return (
    <div className="refused" role="alert">
      <span className="refused-mark" aria-hidden="true">
        <Icon name="alert" size={22} />
      </span>
      <p key={tries}>{final ? words.refused : words.sessionFailed}</p>
      {!final && (
        <button type="button" className="button" onClick={() => void handleRetry()}>
          <Icon name="retry" size={15} />
          {words.tryAgain}
        </button>
      )}
    </div>
  )
}
