import { cassetteMessage, type Cassette } from '@parley/hooks/testing'
import { ChatPanel, Message } from '@parley/widget'
import { StorySurface } from '../../../../packages/widget/src/stories/StorySurface.tsx'
import { useStoryLook } from '../../../../packages/widget/src/stories/StorySwitches.ts'
import './Player.css'

/** A cassette in the widget, and beside it the message that it must end in. */
export function Player({ cassette }: { cassette: Cassette }) {
  return (
    <div className="player">
      <h1>{cassette.name}</h1>
      <p>{cassette.about}</p>
      <div className="player-deck">
        <ChatPanel {...useStoryLook({ title: 'As it plays', history: false })} />
      </div>
      <div className="player-end">
        <h2>As it ends</h2>
        <StorySurface kind="inline">
          <Message message={cassetteMessage(cassette)} />
        </StorySurface>
      </div>
    </div>
  )
}
