const common = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, x-request-id, x-vercel-ai-ui-message-stream, x-session-token',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

/** On every answer, errors included: a page that may not use the server must still be able to read why. */
export function withCommonHeaders(response: Response, requestId: string): Response {
  const { headers } = response
  for (const [name, value] of Object.entries(common)) headers.set(name, value)
  headers.set('x-request-id', requestId)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  return response
}

const allowedHeaders = ['authorization', 'content-type', 'idempotency-key', 'last-event-id']

export const preflight = (dialectHeaders: readonly string[] = []): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': [...allowedHeaders, ...dialectHeaders].join(', '),
      'access-control-max-age': '600',
    },
  })
