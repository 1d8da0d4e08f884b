import { words } from '../Variant.ts'

const PROJECT = 'docs'

interface Stored {
  id: string
  owner: string
  title: string
  createdAt: string
  updatedAt: number
  messages: { id: string; seq: number; role: string; content: string; finish_reason?: string; created_at: string }[]
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const names: Record<number, string> = { 400: 'bad_request', 401: 'unauthorized', 404: 'not_found', 500: 'unexpected' }
const refused = (status: number, message: string, name = names[status]) =>
  json({ name, id: 'K2x9', message, temporary: status === 500, timeout: false, fault: status === 500 }, status)

/**
 * Gram as its wire page has it, written without our codec, and a host's endpoint that mints there. The completions are a
 * proxy: what is answered is what the body ends with, and the messages that are new in the body are stored.
 */
export function serveGram({ delayMs }: { delayMs: number }) {
  const sessions = new Map<string, { user: string; until: number }>()
  const chats = new Map<string, Stored>()
  let tick = 0
  let skipped = 0
  const now = () => Date.now() + skipped

  function mint(user: string): Response {
    const client_token = `gram-${crypto.randomUUID()}`
    sessions.set(client_token, { user, until: now() + 3_600_000 })
    return json({
      client_token,
      embed_origin: 'https://app.example',
      expires_after: 3600,
      status: 'active',
      user_identifier: user,
    })
  }

  const overview = ({ id, title, createdAt, updatedAt, messages }: Stored) => ({
    id,
    title,
    num_messages: messages.length,
    created_at: createdAt,
    updated_at: new Date(updatedAt).toISOString(),
  })

  function add(chat: Stored, role: string, content: string, finish_reason?: string) {
    const created_at = new Date(now()).toISOString()
    const seq = ++tick
    chat.updatedAt = now() + seq
    chat.messages.push({
      id: crypto.randomUUID(),
      seq,
      role,
      content,
      ...(finish_reason && { finish_reason }),
      created_at,
    })
  }

  async function fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname.startsWith('/session/')) return request.method === 'POST' ? mint(pathname.slice(9)) : json({}, 405)
    const session = sessions.get(request.headers.get('gram-chat-session') ?? '')
    if (!session || session.until < now() || request.headers.get('gram-project') !== PROJECT)
      return refused(401, 'unauthorized access')
    const body = request.method === 'POST' ? await request.json() : undefined
    const own = (id: unknown) => {
      const chat = chats.get(String(id))
      return chat?.owner === session.user ? chat : undefined
    }
    switch (`${request.method} ${pathname}`) {
      case 'GET /rpc/chat.list': {
        const limit = Number(searchParams.get('limit') ?? 50)
        if (!(limit >= 1 && limit <= 100)) return refused(400, 'limit must be 1 to 100', 'invalid_range')
        const offset = Number(searchParams.get('offset') ?? 0)
        const all = [...chats.values()]
          .filter(({ owner }) => owner === session.user)
          .sort((a, b) => b.updatedAt - a.updatedAt)
        return json({ chats: all.slice(offset, offset + limit).map(overview), total: all.length })
      }
      case 'GET /rpc/chat.load': {
        const chat = own(searchParams.get('id'))
        if (!chat) return refused(404, 'chat not found')
        const limit = Number(searchParams.get('limit') ?? 50)
        if (!(limit >= 1 && limit <= 200)) return refused(400, 'limit must be 1 to 200', 'invalid_range')
        const before = Number(searchParams.get('before_seq') ?? Infinity)
        const older = chat.messages.filter(({ seq }) => seq < before)
        return json({
          ...overview(chat),
          messages: older.slice(-limit),
          has_more_before: older.length > limit,
          has_more_after: older.length < chat.messages.length,
        })
      }
      case 'POST /rpc/chat.generateTitle': {
        const chat = own(body.id)
        if (!chat) return refused(404, 'chat not found')
        chat.title = body.title ?? chat.title
        return json({ title: chat.title })
      }
      case 'POST /chat/completions':
        return complete(request, body, session.user)
      default:
        return refused(404, 'not found')
    }
  }

  function complete(
    request: Request,
    body: { model?: string; stream?: boolean; messages?: { role: string; content: string }[] },
    user: string,
  ): Response {
    const { model, messages = [], stream } = body
    if (!model?.includes('/')) return refused(400, `model ${model} is not allowed`)
    const id = request.headers.get('gram-chat-id')
    let chat: Stored | undefined
    if (id !== null) {
      if (!/^[\da-f-]{36}$/.test(id)) return refused(500, 'failed to start or resume chat')
      chat = chats.get(id)
      if (chat && chat.owner !== user) return refused(401, 'unauthorized access')
      const createdAt = new Date(now()).toISOString()
      chat ??= { id, owner: user, title: 'New Chat', createdAt, updatedAt: now(), messages: [] }
      chats.set(id, chat)
      // The body must be the conversation so far: what comes after it is new.
      if (chat.messages.length >= messages.length) return refused(500, 'chat history mismatch')
      for (const { role, content } of messages.slice(chat.messages.length)) add(chat, role, content)
    }
    const text = messages.at(-1)!.content
    const fails = text.includes('fail')
    const base = { id: `gen-${crypto.randomUUID()}`, created: Math.floor(now() / 1000), model }
    const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 }
    if (!stream) {
      if (fails) return refused(502, 'upstream failed', 'gateway_error')
      if (chat) add(chat, 'assistant', text, 'stop')
      const message = { role: 'assistant', content: text }
      return json({
        ...base,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      })
    }
    const encoder = new TextEncoder()
    let gone = false
    const events = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (data: string) => gone || controller.enqueue(encoder.encode(`data: ${data}\n\n`))
        const chunk = (delta: object, finish_reason: string | null = null) =>
          send(
            JSON.stringify({
              ...base,
              object: 'chat.completion.chunk',
              choices: [{ index: 0, delta, finish_reason }],
            }),
          )
        chunk({ role: 'assistant', content: '' })
        controller.enqueue(encoder.encode(': OPENROUTER PROCESSING\n\n'))
        for (const word of fails ? words(text).slice(0, 1) : words(text)) {
          if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
          chunk({ content: word })
        }
        if (fails) send(JSON.stringify({ error: { code: 502, message: 'Provider disconnected' } }))
        else {
          chunk({ content: '' }, 'stop')
          send(JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [], usage }))
          // Stored when the whole of it has gone out.
          if (chat && !gone) add(chat, 'assistant', text, 'stop')
          send('[DONE]')
        }
        if (!gone) controller.close()
      },
      cancel() {
        gone = true
      },
    })
    return new Response(events, { headers: { 'content-type': 'text/event-stream' } })
  }

  return { fetch, expire: () => void (skipped += 3_601_000) }
}
