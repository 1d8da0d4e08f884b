import { words } from '../Variant.ts'

interface Said {
  role: 'user' | 'assistant'
  content: string
  timestamp: number
}
interface Chat {
  owner: string
  id: string
  title: string
  created: number
  updated: number
  messages: Said[]
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
const refuse = (status: number, error: string) => json({ error }, status)

/** Datamonkey as its wire page has it, written without our codec: everything in one piece, stored when it is answered. */
export function serveDatamonkey({ delayMs }: { delayMs: number }) {
  const owners = new Map<string, string>()
  let chats: Chat[] = []
  let clock = Date.now()
  const now = () => ++clock // so that no two updates are at the same time

  const describe = ({ created, id, title, updated }: Chat) => ({ created, id, title, updated })
  const ownerOf = (request: Request) => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
    const query = new URL(request.url).searchParams.get('user_token')
    return owners.get(bearer || request.headers.get('user_token') || query || '')
  }

  async function create(request: Request): Promise<Response> {
    let owner = ownerOf(request)
    const headers: Record<string, string> = {}
    if (!owner) {
      owner = crypto.randomUUID()
      const token = `dm.${crypto.randomUUID()}`
      owners.set(token, owner)
      headers['x-session-token'] = token
      headers['access-control-expose-headers'] = 'X-Session-Token'
    }
    const { title = '' } = JSON.parse((await request.text()) || '{}') as { title?: string }
    const at = now()
    const id = `conv-${at}-${Math.random().toString(36).slice(2).padEnd(8, '0').slice(0, 8)}`
    const chat = { owner, id, title, created: at, updated: at, messages: [] }
    chats.push(chat)
    return json(describe(chat), 201, headers)
  }

  async function send(request: Request, chat: Chat): Promise<Response> {
    const { message } = (await request.json()) as { message?: unknown }
    if (typeof message !== 'string' || message === '') return refuse(400, 'Message is required')
    const asked = now()
    for (const _ of words(message)) if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
    if (message.includes('fail')) return new Response(null, { status: 500 })
    const answer: Said = { role: 'assistant', content: message, timestamp: now() }
    chat.messages.push({ role: 'user', content: message, timestamp: asked }, answer)
    chat.updated = answer.timestamp
    return json({ message: answer })
  }

  async function fetch(request: Request): Promise<Response> {
    const [, id, rest] = /^\/api\/v1\/chat(?:\/([^/]+))?(\/messages)?$/.exec(new URL(request.url).pathname) ?? ['', '?']
    const { method } = request
    if (id === '?') return new Response('404 page not found', { status: 404 })
    if (method === 'POST' && !id) return create(request)
    const owner = ownerOf(request)
    if (!owner) return refuse(401, 'Unauthorized')
    if (!id)
      return json({
        conversations: chats
          .filter(chat => chat.owner === owner)
          .sort((a, b) => b.updated - a.updated)
          .map(describe),
      })
    const chat = chats.find(other => other.id === decodeURIComponent(id))
    if (!chat) return refuse(404, 'Conversation not found')
    if (chat.owner !== owner) return refuse(403, 'Forbidden')
    const messages = chat.messages.length > 0 ? chat.messages : null
    if (method === 'POST' && rest) return send(request, chat)
    if (method === 'GET') return json(rest ? { messages } : { ...describe(chat), messages })
    chats = chats.filter(other => other !== chat)
    return new Response(null, { status: 204 })
  }

  return { fetch, expire: () => owners.clear() }
}
