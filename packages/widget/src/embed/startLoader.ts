import { createElement } from './createElement.ts'
import { defineParleyChat, type ParleyChat } from './ParleyChat.ts'
import { readSettings, type Settings } from './settings.ts'

type Command = [name: string, ...values: unknown[]]
interface ParleyFunction {
  (...command: Command): unknown
  q?: ArrayLike<unknown>[]
  /** Set once the loader has run: a second copy only adds its own chat. */
  init?: (script: HTMLScriptElement | null) => void
}

declare global {
  interface Window {
    Parley?: ParleyFunction
  }
}

const attribute = 'data-parley-claimed'

/** `document.currentScript` is null in modules and for scripts that a tag manager inserts late. */
function findScript(): HTMLScriptElement | null {
  const current = document.currentScript as HTMLScriptElement | null
  return current?.src ? current : document.querySelector(`script[src*="/embed/"]:not([${attribute}])`)
}

/** Claims the script that it came with, defines the element and the command function, and runs what was queued. */
export function startLoader(): void {
  const script = findScript()
  script?.setAttribute(attribute, '')
  if (window.Parley?.init) return window.Parley.init(script)

  const queued = window.Parley?.q ?? []
  const origin = script ? new URL(script.src).origin : undefined
  let main: ParleyChat | null = null
  defineParleyChat(origin)

  function add(settings: Settings): void {
    if (main?.isConnected && settings.mode !== 'inline') return main.update(settings)
    const element = createElement<ParleyChat>('parley-chat')
    element.update(settings)
    main ??= element
    const put = () => {
      const target = settings.target ? document.querySelector(settings.target) : document.body
      if (target) target.append(element)
      else console.error(`Parley: there is no element ${settings.target} on this page (data-target).`)
    }
    if (document.body && !(settings.target && document.readyState === 'loading')) put()
    else addEventListener('DOMContentLoaded', put, { once: true })
  }
  const init = (from: HTMLScriptElement | null) => {
    const settings = from ? readSettings(from) : {}
    if (settings.publishableKey || settings.sessionUrl) add(settings)
  }

  const parley: ParleyFunction = (name, ...values) => {
    if (name === 'init') return add(values[0] ?? {})
    main ??= document.querySelector<ParleyChat>('parley-chat')
    if (!main) return console.error(`Parley: '${name}' needs a chat. Call Parley('init', {…}) first.`)
    const result = main.command(name, values)
    if (name === 'destroy') main = null
    return result
  }
  parley.init = init
  window.Parley = parley
  init(script)
  for (const command of queued) parley(...(Array.from(command) as Command))
}
