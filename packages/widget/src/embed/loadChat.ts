import type { ChatModule } from './ChatHandle.ts'

declare const PARLEY_VERSION: string
declare const PARLEY_CHAT_FILE: string

/** What is added to the address once it has failed. */
let addition = ''
let provided: ChatModule | undefined

/** Says that the chat came with the loader, in `parley.all.js`. */
export function provideChat(chat: ChatModule): void {
  provided = chat
}

/**
 * Imports the chat by absolute URL: in a classic script of another origin a relative import has no base. A failed
 * import is kept by some browsers for good, so each further try has an address of its own.
 */
export async function loadChat(serverUrl = ''): Promise<ChatModule> {
  if (provided) return provided
  const file = `${serverUrl.replace(/\/$/, '')}/embed/${PARLEY_VERSION}/${PARLEY_CHAT_FILE}${addition}`
  try {
    return (await import(/* @vite-ignore */ new URL(file, location.href).href)) as ChatModule
  } catch (error) {
    addition = '?' + Date.now()
    throw error
  }
}
