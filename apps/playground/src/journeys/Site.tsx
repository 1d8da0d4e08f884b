import type { ReactNode } from 'react'
import './Site.css'

/** Somebody's site, for the chat to be a guest on. */
export function Site({ children }: { children?: ReactNode }) {
  return (
    <div className="journey-site">
      <p className="journey-name">Fjord &amp; Field</p>
      <h1>Tents that outlast the weather</h1>
      <p>Sewn in Ålesund since 1974. Two seams, four seasons, and somebody who answers when you ask.</p>
      <ul>
        <li>Storm, for the ridge</li>
        <li>Harbour, for the family</li>
        <li>Feather, for one night</li>
      </ul>
      {children}
    </div>
  )
}
