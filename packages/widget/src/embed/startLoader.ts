import { createElement } from './createElement.ts'
import { defineParleyChat, type ParleyChat } from './ParleyChat.ts'
import { readSettings, type Settings } from './settings.ts'

type Command = [name: string, ...values: unknown[]]
interface ParleyFunction {
  (...command: Command): unknown
  q?: Command[]
}

declare global {
  interface Window {
    Parley?: ParleyFunction
  }
}

/** `document.currentScript` is null in modules and for scripts that a tag manager inserts late. */
function findScript(): HTMLScriptElement | null {
  const current = document.currentScript as HTMLScriptElement | null
  return current?.src ? current : document.querySelector('script[src*="/embed/"]:not([data-parley-claimed])')
}

/** Claims the script that it came with, defines the element and the command function, and runs what was queued. */
export function startLoader(): void {
  const script = findScript()
  if (script) script.dataset.parleyClaimed = ''
  const settings = script ? readSettings(script) : {}
  let main: ParleyChat | null = null

  function add(settings: Settings): void {
    if (main?.isConnected && settings.mode !== 'inline') return main.update(settings)
    const element = createElement<ParleyChat>('parley-chat')
    element.update(settings)
    main ??= element
    const put = () => {
      const target = document.querySelector(settings.target ?? 'body')
      if (target) target.append(element)
      else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', put)
      else console.error(`Parley: no element ${settings.target} (data-target).`)
    }
    put()
  }
  const parley: ParleyFunction = (name, ...values) => {
    if (name === 'init') return add(values[0] ?? {})
    main ??= document.querySelector<ParleyChat>('parley-chat')
    if (!main) return console.error(`Parley: init before ${name}.`)
    const result = main.command(name, values)
    if (name === 'destroy') main = null
    return result
  }
  const queued = window.Parley?.q ?? []
  // A second copy of the script only adds its own chat.
  if (!customElements.get('parley-chat')) {
    defineParleyChat(script ? new URL(script.src).origin : undefined)
    window.Parley = parley
  }
  if (settings.publishableKey || settings.sessionUrl) window.Parley?.('init', settings)
  for (const command of queued) parley(...command)
}
