import type { ChatModule } from './ChatHandle.ts'

declare const PARLEY_VERSION: string
declare const PARLEY_CHAT_FILE: string

const loads = new Map<string, Promise<ChatModule>>()
let attempts = 0
let provided: ChatModule | undefined

/** Says that the chat came with the loader, in `parley.all.js`. */
export function provideChat(chat: ChatModule): void {
  provided = chat
}

/**
 * Imports the chat by absolute URL: in a classic script of another origin a relative import has no base. A failed
 * import is kept by some browsers for good, so each further try has an address of its own.
 */
export function loadChat(serverUrl: string): Promise<ChatModule> {
  if (provided) return Promise.resolve(provided)
  const url = `${serverUrl.replace(/\/$/, '')}/embed/${PARLEY_VERSION}/${PARLEY_CHAT_FILE}`
  let load = loads.get(url)
  if (!load) {
    load = import(/* @vite-ignore */ attempts ? `${url}?try=${attempts}` : url) as Promise<ChatModule>
    loads.set(url, load)
    load.catch(() => {
      attempts += 1
      loads.delete(url)
    })
  }
  return load
}
