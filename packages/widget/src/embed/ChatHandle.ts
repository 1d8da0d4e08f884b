import type { SessionGiver } from './SessionGiver.ts'
import type { Settings } from './settings.ts'

export type EventName = 'ready' | 'open' | 'close' | 'send' | 'reply' | 'error' | 'sessionexpired' | 'linkclick'

/** What the loader gives to the chat: the border between the two files. */
export interface ChatHost {
  /** Where the chat draws itself, in the element's shadow root. */
  root: ShadowRoot
  container: HTMLElement
  /** Has one icon; the chat adds the other, and tells it what has come in. */
  launcher: HTMLElement
  settings: Settings
  session?: SessionGiver
  emit: (event: EventName, detail?: unknown) => void
  scriptOrigin: string | undefined
}

/** What the chat gives back. */
export interface ChatHandle {
  /** The launcher's name while the chat is open, in the language of the chat. */
  readonly closeLabel: string
  /** `focus`: the visitor or the page asked for it; an open state that is only restored takes no focus. */
  setOpen(open: boolean, focus?: unknown): void
  update(settings: Settings, session?: SessionGiver): void
  /** `send`, `newConversation` and `reset`. */
  command(name: string, value: unknown): void
  destroy(): void
}

/** The chat chunk. */
export interface ChatModule {
  mountChat(host: ChatHost): ChatHandle
}
