import { UI_MESSAGE_STREAM_HEADER } from '@parley/protocol'

export const wantsEventStream = (request: Request): boolean =>
  (request.headers.get('accept') ?? '').toLowerCase().includes('text/event-stream')

/** An event stream; `isUiMessageStream` marks our own events, which are the AI SDK's. */
export const eventStream = (body: ReadableStream, isUiMessageStream = true): Response =>
  new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      // No proxy compresses it: what compresses collects.
      'cache-control': 'no-cache, no-transform',
      ...(isUiMessageStream && { [UI_MESSAGE_STREAM_HEADER]: 'v1' }),
      'x-accel-buffering': 'no',
    },
  })
