import type { MessageRecord } from '../storage/Storage.ts'

/** What has an end, if an early one: half an answer has no place where a protocol has no word for it. */
export const isWhole = ({ message }: MessageRecord): boolean =>
  message.metadata.status === 'complete' || message.metadata.status === 'stopped'
