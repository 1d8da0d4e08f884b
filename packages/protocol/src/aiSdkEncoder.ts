import type { EventEncoder } from './EventEncoder.ts'
import { STREAM_DONE } from './replyStream.ts'

const part = ['id']
const delta = ['id', 'delta']
const tool = ['toolCallId', 'providerExecuted', 'dynamic']
const input = [...tool, 'toolName', 'input', 'providerMetadata']

/**
 * What all of its readers since 5.0.92 take. Up to 5.0.216 and 6.0.230 they throw at any other member, and at a type that
 * they do not know: only `tool-approval-request` is new to those of version 5.
 */
const members: Record<string, readonly string[]> = {
  start: ['messageId', 'messageMetadata'],
  'text-start': part,
  'text-delta': delta,
  'text-end': part,
  'reasoning-start': part,
  'reasoning-delta': delta,
  'reasoning-end': part,
  'source-url': ['sourceId', 'url', 'title', 'providerMetadata'],
  'source-document': ['sourceId', 'mediaType', 'title', 'filename', 'providerMetadata'],
  file: ['url', 'mediaType', 'providerMetadata'],
  'tool-input-start': [...tool, 'toolName'],
  'tool-input-delta': ['toolCallId', 'inputTextDelta'],
  'tool-input-available': input,
  'tool-input-error': [...input, 'errorText'],
  'tool-output-available': [...tool, 'output', 'preliminary'],
  'tool-output-error': [...tool, 'errorText'],
  'tool-approval-request': ['approvalId', 'toolCallId'],
  'start-step': [],
  'finish-step': [],
  'message-metadata': ['messageMetadata'],
  finish: ['finishReason', 'messageMetadata'],
  error: ['errorText'],
  abort: [],
}
const ofData = ['id', 'data', 'transient']
const reasons = ['stop', 'length', 'content-filter', 'tool-calls', 'error', 'other']

/** Reply events as any `useChat` reads them: our own stream without what is Parley's alone. */
export function createAiSdkEncoder(): EventEncoder {
  return {
    comments: true,
    encode(event) {
      const { type } = event
      const known = type.startsWith('data-') ? ofData : members[type]
      if (!known) return ''
      const told = Object.fromEntries(Object.entries(event).filter(([name]) => known.includes(name)))
      if ('finishReason' in told && !reasons.includes(told['finishReason'] as string)) told['finishReason'] = 'other'
      return `data: ${JSON.stringify({ type, ...told })}\n\n`
    },
    end: () => `data: ${STREAM_DONE}\n\n`,
  }
}
