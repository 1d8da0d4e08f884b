import { UI_MESSAGE_STREAM_HEADER } from '@parley/protocol'

export const wantsEventStream = (request: Request): boolean =>
  (request.headers.get('accept') ?? '').toLowerCase().includes('text/event-stream')

export const eventStream = (body: ReadableStream): Response =>
  new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      [UI_MESSAGE_STREAM_HEADER]: 'v1',
      'x-accel-buffering': 'no',
    },
  })
