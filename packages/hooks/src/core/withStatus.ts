import type { ErrorCode, Message, MessageStatus } from '@parley/protocol'

/** The message as it ended. */
export const withStatus = (message: Message, status: MessageStatus, errorCode?: ErrorCode): Message => ({
  ...message,
  metadata: { ...message.metadata, status, ...(errorCode && { errorCode }) },
})
