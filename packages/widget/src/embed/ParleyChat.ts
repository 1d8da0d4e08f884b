import { openIcon } from '../launcher/launcherIcons.ts'
import { launcherStyles } from '../launcher/launcherStyles.ts'
import { directionOf } from '../i18n/directionOf.ts'
import { launcherLabel } from '../i18n/launcherLabel.ts'
import { launcherWords as words } from '../i18n/launcherWords.ts'
import type { ChatHandle, EventName } from './ChatHandle.ts'
import { createElement, createIcon } from './createElement.ts'
import { loadChat } from './loadChat.ts'
import type { SessionGiver } from './SessionGiver.ts'
import { attributeOf, readSettings, settingNames, type Settings } from './settings.ts'

export interface ParleyChat extends HTMLElement {
  destroyed?: boolean
  update(settings: Settings): void
  settle(): void
  command(name: string, values: unknown[]): void
}

type Handler = (detail: unknown) => void

/** Of the DOM standard: moves a node without its state being lost. */
interface MovableParent {
  moveBefore(node: Node, child: Node | null): void
}

/** Defines `<parley-chat>`: launcher, commands and events. The chat itself is loaded when it is wanted. */
export function defineParleyChat(scriptOrigin: string | undefined, onConnect: () => void): void {
  class ParleyChatElement extends HTMLElement implements ParleyChat {
    static observedAttributes = settingNames.map(attributeOf)

    static {
      for (const name of settingNames) {
        Object.defineProperty(this.prototype, name, {
          get(this: ParleyChatElement) {
            return this.#settings[name]
          },
          set(this: ParleyChatElement, value: unknown) {
            this.update({ [name]: value })
          },
        })
      }
    }

    #sheet = new CSSStyleSheet()
    #root = this.attachShadow({ mode: 'open' })
    #container = createElement('div')
    // Drawn, with its session and what was said before: a click only shows it.
    #prepare = () => void this.#mounted().catch(() => {})
    #launcher = createElement<HTMLButtonElement>(
      'button',
      {
        className: 'launcher',
        ariaHasPopup: 'dialog',
        onclick: () => this.#setOpen(!this.#open),
        // A finger enters before it is down.
        onpointerenter: this.#prepare,
        onfocus: this.#prepare,
      },
      createIcon(openIcon),
    )
    #notice = createElement('div', { className: 'notice', role: 'alert', hidden: true })
    #layer = createElement('div', {}, this.#container, this.#launcher, this.#notice)
    /** Also the properties that were set before the script was here. */
    #given: Settings = { ...(this as Settings) }
    #session?: SessionGiver
    #handle?: ChatHandle | undefined
    #open = false
    #ready = false
    #subscriptions: [event: string, handler: unknown, listener: (event: CustomEventInit) => void][] = []

    constructor() {
      super()
      this.#sheet.replaceSync(launcherStyles)
      this.#root.adoptedStyleSheets = [this.#sheet]
      // They stand in front of the accessors.
      for (const name of settingNames) delete (this as Settings)[name]
      this.#root.append(this.#layer)
    }

    get #settings(): Settings {
      return { ...readSettings(this), ...this.#given }
    }

    /** Reads, or writes, whether it was open. Where storage is blocked, that lives as long as the page. */
    #stored(value?: string): string | undefined {
      // Several chats on one page are told apart by their ids.
      const key = `parley:open:${this.#settings.publishableKey}:${this.id}`
      try {
        return value === undefined ? (sessionStorage[key] as string | undefined) : (sessionStorage[key] = value)
      } catch {
        return undefined
      }
    }

    connectedCallback(): void {
      this.#apply()
      if (this.#ready) return
      this.#ready = true
      // After the handlers that the page adds behind the script.
      queueMicrotask(() => {
        const open = this.#open || `${this.#stored() || this.#settings.open}` === 'true'
        if (this.isConnected) this.#setOpen(open, false)
      })
      onConnect()
    }

    disconnectedCallback(): void {
      // Moved within the page: the same task connects it again.
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#handle?.destroy()
        this.#handle = undefined
        this.#open = this.#ready = false
      })
    }

    attributeChangedCallback(): void {
      this.#apply()
    }

    update(settings: Settings): void {
      this.#given = { ...this.#given, ...settings }
      this.#apply()
    }

    /**
     * Moves beside the body, which Turbo, htmx and others swap, morph and copy. Not where React has drawn the whole
     * document and might refuse it, and one that is open only where the browser can move it as it is: elsewhere that
     * would scroll it.
     */
    settle(): void {
      if (this.parentNode !== document.body || /__react/.test(String(Object.keys(document)))) return
      if (this.#open) (document.documentElement as Partial<MovableParent>).moveBefore?.(this, null)
      else document.body.after(this)
    }

    command(name: string, [first, second]: unknown[]): void {
      switch (name) {
        case 'toggle':
          return this.#setOpen(!this.#open)
        case 'open':
        case 'close':
          return this.#setOpen(name === 'open')
        case 'identify':
          this.#session = first as SessionGiver
          return this.#apply()
        case 'update':
          return this.update(first as Settings)
        case 'destroy':
          // One that waits for its place in the page must not take it.
          this.destroyed = true
          this.#stored('')
          return this.remove()
        case 'on':
          return this.#subscribe(first as string, second as Handler)
        case 'off':
          return this.#unsubscribe(first as string, second)
        case 'reset':
          this.#session = undefined
          break
        case 'send':
          this.#setOpen(true)
      }
      // The chat knows the rest, and says so when it does not.
      return this.#withChat(chat => chat.command(name, first))
    }

    #subscribe(event: string, handler: Handler): void {
      if (typeof handler !== 'function') return
      this.#unsubscribe(event, handler)
      const listener = ({ detail }: CustomEventInit) => handler(detail)
      this.#subscriptions.push([event, handler, listener])
      this.addEventListener(`parley:${event}`, listener)
    }

    #unsubscribe(event: string, handler: unknown): void {
      this.#subscriptions = this.#subscriptions.filter(
        ([name, known, listener]) =>
          name !== event || (handler && known !== handler) || this.removeEventListener(`parley:${event}`, listener),
      )
    }

    declare destroyed?: boolean

    #emit = (event: EventName, detail?: unknown) =>
      void this.dispatchEvent(new CustomEvent(`parley:${event}`, { detail, bubbles: true, composed: true }))

    #setOpen(open: boolean, byCommand = true): void {
      // An inline chat has nothing to open it again with.
      open ||= this.#settings.mode === 'inline'
      if (this.#open === open) return
      this.#open = open
      this.#draw()
      if (byCommand) this.#stored(`${open}`)
      this.#notice.hidden = true
      if (open) {
        this.#emit('open')
        this.#show(byCommand)
      } else {
        this.#handle?.setOpen(false)
        this.#emit('close')
      }
    }

    #withChat(act: (chat: ChatHandle) => void): void {
      if (this.#handle) return act(this.#handle)
      this.#launcher.ariaBusy = 'true'
      this.#notice.hidden = true
      this.#mounted()
        .then(handle => handle && act(handle))
        .catch(this.#fail)
        .finally(() => (this.#launcher.ariaBusy = null))
    }

    async #mounted(): Promise<ChatHandle | undefined> {
      const chat = await loadChat(this.#settings.serverUrl ?? scriptOrigin)
      if (!this.isConnected) return undefined
      return (this.#handle ??= chat.mountChat({
        root: this.#root,
        container: this.#container,
        launcher: this.#launcher,
        settings: this.#settings,
        session: this.#session,
        emit: this.#emit,
        scriptOrigin,
      }))
    }

    #show = (focus?: unknown) => this.#withChat(chat => chat.setOpen(this.#open, focus))

    #fail = (error: unknown) => {
      console.error(`Parley: ${words.loadFailed}`, error)
      this.#emit('error', { code: 'load_failed' })
      const again = createElement<HTMLButtonElement>('button', { onclick: this.#show }, words.tryAgain)
      this.#notice.replaceChildren(`${words.loadFailed} `, again)
      this.#notice.hidden = false
    }

    #apply(): void {
      this.#draw()
      if (this.#ready) this.#setOpen(this.#open, false)
      if (this.#handle) this.#handle.update(this.#settings, this.#session)
      else if (!this.#notice.hidden) this.#show()
    }

    #draw(): void {
      if (!this.isConnected) return
      const { mode, position = 'end', accent, locale, dir } = this.#settings
      const inline = mode === 'inline'
      this.#layer.className = inline ? 'inline' : 'layer'
      ;(this.#sheet.cssRules[0] as CSSStyleRule).style.display = inline ? 'grid' : 'contents'
      this.#layer.dataset.position = position
      this.#layer.dir =
        dir ?? directionOf(locale) ?? getComputedStyle(this.closest('body *') ?? document.body).direction
      this.#launcher.hidden = inline
      // The chat brings the words of the open one.
      this.#launcher.ariaLabel =
        (this.#open && this.#handle?.closeLabel) || launcherLabel(locale ?? document.documentElement.lang)
      this.#launcher.ariaExpanded = `${this.#open}`
      this.#layer.style.setProperty('--parley-accent', CSS.supports('color', accent!) ? accent! : null)
      // The top layer stands above every z-index and outside every transform; without it the highest z-index remains.
      try {
        this.#layer.popover = inline ? null : 'manual'
        this.#layer.showPopover()
      } catch {} // it is there already, or unknown
    }
  }

  customElements.define('parley-chat', ParleyChatElement)
}
