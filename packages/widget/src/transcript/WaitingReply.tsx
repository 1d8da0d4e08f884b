import { TypingIndicator } from '../message/TypingIndicator.tsx'

/** Stands where the reply will be, from the send until its first event. */
export const WaitingReply = () => (
  <div className="message" data-role="assistant" data-status="waiting">
    <TypingIndicator />
  </div>
)
