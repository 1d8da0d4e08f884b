import { UI_MESSAGE_STREAM_HEADER } from '@parley/protocol'

/** RFC 9110: `q=0` is "not this"; of both the stream, unless JSON is preferred. */
export function wantsEventStream(request: Request): boolean {
  const accept = request.headers.get('accept') ?? ''
  const stream = qualityOf(accept, 'text/event-stream')
  return stream > 0 && stream >= qualityOf(accept, 'application/json')
}

function qualityOf(accept: string, type: string): number {
  const qualities = accept
    .toLowerCase()
    .split(',')
    .flatMap(entry => {
      const [name, ...parameters] = entry.split(';').map(part => part.trim())
      if (name !== type) return []
      const quality = parameters.find(parameter => parameter.startsWith('q='))
      return quality === undefined ? 1 : Number(quality.slice(2)) || 0
    })
  return Math.max(0, ...qualities)
}

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
