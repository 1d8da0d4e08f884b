// Only which conversation is open, never what is in it. In memory where storage is blocked.
const memory = new Map<string, string>()
const prefix = 'parley:conversation:'
const keyOf = (endpoint: string, visitorId: string) => `${prefix}${endpoint}:${visitorId}`

/** The conversation that a visitor had open on this server, also before a reload. */
export function recallConversation(endpoint: string, visitorId: string): string | null {
  const key = keyOf(endpoint, visitorId)
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null
  } catch {
    return memory.get(key) ?? null
  }
}

export function rememberConversation(endpoint: string, visitorId: string, conversationId: string | null): void {
  const key = keyOf(endpoint, visitorId)
  if (conversationId === null) memory.delete(key)
  else memory.set(key, conversationId)
  try {
    if (conversationId === null) localStorage.removeItem(key)
    else localStorage.setItem(key, conversationId)
  } catch {}
}

/** Forgets what was open on this server, in all chats of the page and for every visitor. */
export function forgetConversations(endpoint: string): void {
  memory.clear()
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`${prefix}${endpoint}:`) || key.startsWith(`${prefix}${endpoint}#`))
        localStorage.removeItem(key)
    }
  } catch {}
}

/** Somebody had a conversation open here: worth waiting for the session before greeting. */
export function hasRememberedConversation(endpoint: string): boolean {
  try {
    return Object.keys(localStorage).some(key => key.startsWith(`${prefix}${endpoint}:`))
  } catch {
    return memory.size > 0
  }
}
