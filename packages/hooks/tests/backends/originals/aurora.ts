import { words } from '../Variant.ts'

interface Said {
  id: number
  chatId: number
  role: 'user' | 'assistant'
  content: string
  timestamp: number
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const refuse = (status: number, message: string) => json({ success: false, message }, status)

export const AURORA_TOKEN = 'aurora-access-token'
export const AURORA_OTHER_TOKEN = 'aurora-other-token'
const owners: Record<string, string> = { [AURORA_TOKEN]: 'ada', [AURORA_OTHER_TOKEN]: 'eve' }

const ada = { id: 330905, name: 'Ada', description: 'Answers.', isOfficial: true, isPrivate: false }

/**
 * Aurora as its wire page has it, written without our codec. Its client saves what was said after each answer; `keeps` is
 * what the server has stored of it already: nothing, the question, or both.
 */
export function serveAurora({
  delayMs = 0,
  keeps = 0,
  greets = true,
}: { delayMs?: number; keeps?: 0 | 1 | 2; greets?: boolean } = {}) {
  let chats: { chatId: number; characterId: number; owner: string }[] = []
  let messages: Said[] = []
  let lastId = 1000
  const isNumber = (value: unknown): value is number => Number.isSafeInteger(value)
  const store = (chatId: number, role: Said['role'], content: string, timestamp = Date.now()) => {
    messages.push({ id: ++lastId, chatId, role, content, timestamp })
    return lastId
  }

  function stream(chatId: number, text: string): Response {
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const content of words(text)) {
          if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
          controller.enqueue(encoder.encode(`data: ${JSON.stringify({ content })}\n\n`))
          if (text.includes('fail')) {
            await new Promise(resolve => setTimeout(resolve, 5))
            return controller.error(new Error('upstream is away'))
          }
        }
        if (keeps === 2) store(chatId, 'assistant', text)
        controller.close()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  async function fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const route = `${request.method} ${/^\/api\/v11(\/.*)$/.exec(pathname)?.[1] ?? ''}`
    const owner = owners[request.headers.get('x-access-token') ?? '']
    if (!owner) return refuse(401, 'No valid token')
    const body = request.method === 'POST' ? ((await request.json()) as Record<string, unknown>) : {}
    const number = (name: string) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined)

    if (route === 'GET /chats')
      return json({
        success: true,
        chats: chats.filter(chat => chat.owner === owner).map(({ characterId, chatId }) => ({ characterId, chatId })),
      })
    if (route === 'GET /characters') {
      const from = number('from') ?? 0
      const page = [ada].slice(from, from + (number('numCharacters') ?? 100))
      return json({ success: true, characters: page, isEndOfList: true })
    }
    if (route === 'GET /character') {
      if (number('characterId') !== ada.id) return refuse(404, 'No such character')
      const { id: _, ...rest } = ada
      return json({ ...rest, ttsCharacter: 'none' })
    }
    if (route === 'POST /chat') {
      if (!isNumber(body['characterId'])) return refuse(400, 'characterId must be a number')
      if (body['characterId'] !== ada.id) return refuse(404, 'No such character')
      const chatId = ++lastId
      chats.push({ chatId, characterId: ada.id, owner })
      if (greets) store(chatId, 'assistant', 'Good day')
      return json({ success: true, chatId })
    }

    const chatId = request.method === 'POST' ? body['chatId'] : number('chatId')
    if (!isNumber(chatId)) return refuse(400, 'chatId must be a number')
    const chat = chats.find(other => other.chatId === chatId)
    if (!chat) return refuse(404, 'No such chat')
    if (chat.owner !== owner) return refuse(403, 'Not your chat')
    const own = messages.filter(message => message.chatId === chatId)

    if (route === 'DELETE /chat') {
      chats = chats.filter(other => other !== chat)
      messages = messages.filter(message => message.chatId !== chatId)
      return json({ success: true })
    }
    if (route === 'GET /chat/preview') {
      const { content, timestamp } = own.at(-1)!
      return json({ content, timestamp })
    }
    if (route === 'GET /messages') {
      const count = number('numMessages') ?? 100
      if (count > 100) return refuse(400, 'At most 100 messages')
      const upTo = own.filter(({ id }) => id <= (number('from') ?? Infinity))
      const page = upTo.slice(-count).map(({ role, content, timestamp, id }) => ({ role, content, timestamp, id }))
      return json({ success: true, messages: page, endOfList: upTo.length <= count })
    }
    if (route === 'POST /message/save') {
      const { role, content, timestamp } = body
      if ((role !== 'user' && role !== 'assistant') || typeof content !== 'string' || !isNumber(timestamp))
        return refuse(400, 'Not a message')
      return json({ success: true, id: store(chatId, role, content, timestamp) })
    }
    if (route === 'POST /message') {
      const { message, characterId } = body
      if (typeof message !== 'string' || characterId !== chat.characterId) return refuse(400, 'Not a message')
      if (keeps > 0) store(chatId, 'user', message)
      return stream(chatId, message)
    }
    return refuse(404, 'No such route')
  }
  return { fetch }
}
