import { source, words } from '../Variant.ts'

const KEY = 'inkeep-key'
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/** Inkeep as its wire page has it, written without our codec. */
export function serveInkeep({ delayMs }: { delayMs: number }) {
  const sessions = new Map<string, string[]>()
  async function fetch(request: Request): Promise<Response> {
    const match = /^\/v0\/chat_sessions(?:\/([^/]+))?\/chat_results$/.exec(new URL(request.url).pathname)
    if (!match || request.method !== 'POST') return json({ detail: 'Not Found' }, 404)
    if (request.headers.get('authorization') !== `Bearer ${KEY}`) return json({ detail: 'Invalid API key' }, 401)
    const body = await request.json()
    if (typeof body.integration_id !== 'string')
      return json(
        { detail: [{ loc: ['body', 'integration_id'], msg: 'field required', type: 'value_error.missing' }] },
        422,
      )
    const asked = match[1] === undefined ? body.chat_session?.messages : [body.message]
    if (asked?.length !== 1 || !asked[0]?.role || !asked[0].content)
      return json({ detail: [{ loc: ['body', 'message'], msg: 'field required', type: 'value_error.missing' }] }, 422)
    const id = match[1] === undefined ? crypto.randomUUID() : decodeURIComponent(match[1])
    if (match[1] !== undefined && !sessions.has(id)) return json({ detail: 'Chat session not found' }, 404)
    const text = String(asked[0].content)
    sessions.set(id, [...(sessions.get(id) ?? []), text])
    const fails = text.includes('fail')
    const citations = text.includes('cite')
      ? [
          {
            number: 1,
            record: { type: 'documentation', url: source.url, title: source.title, breadcrumbs: [] },
            hit_url: source.url,
          },
        ]
      : []
    if (!body.stream) {
      if (fails) return json({ detail: 'Upstream failed' }, 500)
      return json({
        chat_session_id: id,
        message: { role: 'assistant', content: text, ...(citations.length > 0 && { records_cited: { citations } }) },
      })
    }
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (event: string, data: object) =>
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
        const chunk = (content_chunk: string, finish_reason: string | null) =>
          send('message_chunk', { chat_session_id: id, content_chunk, finish_reason })
        for (const word of fails ? words(text).slice(0, 1) : words(text)) {
          if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
          chunk(word, null)
        }
        if (!fails) chunk('', 'stop')
        if (!fails && citations.length > 0) send('records_cited', { citations })
        controller.close()
      },
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  return { fetch }
}

export const INKEEP_KEY = KEY
