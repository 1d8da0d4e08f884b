import type { ChatModule } from './ChatHandle.ts'

declare const PARLEY_VERSION: string
declare const PARLEY_CHAT_FILE: string

/** What is added to an address that has failed. */
const additions: Record<string, string> = {}
let provided: ChatModule | undefined

/** Says that the chat came with the loader, in `parley.all.js`. */
export function provideChat(chat: ChatModule): void {
  provided = chat
}

/**
 * Imports the chat by absolute URL: in a classic script of another origin a relative import has no base. A failed
 * import is kept by some browsers for good, so each further try has an address of its own.
 */
export async function loadChat(serverUrl: string): Promise<ChatModule> {
  if (provided) return provided
  const url = `${serverUrl.replace(/\/$/, '')}/embed/${PARLEY_VERSION}/${PARLEY_CHAT_FILE}`
  try {
    return (await import(/* @vite-ignore */ url + (additions[url] ?? ''))) as ChatModule
  } catch (error) {
    additions[url] = `?${Date.now()}`
    throw error
  }
}
