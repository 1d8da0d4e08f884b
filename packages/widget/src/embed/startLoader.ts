import { createElement } from './createElement.ts'
import { defineParleyChat, type ParleyChat } from './ParleyChat.ts'
import { readSettings, settingNames, type Settings } from './settings.ts'

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

/** Claimed by a property: with another attribute it were another script for Turbo, which then loads the page anew. */
type LoaderScript = HTMLScriptElement & { parley?: unknown }

/** Claims the script that it came with, defines the element and the command function, and runs what was queued. */
export function startLoader(): void {
  // `document.currentScript` is null in modules and for scripts that a tag manager inserts late, and jQuery runs a copy
  // without attributes: then it is one with settings.
  const scripts = [document.currentScript, ...document.querySelectorAll('script[src*="/embed/"]')] as LoaderScript[]
  const unclaimed = scripts.filter(script => script?.src && !script.parley)
  const script = unclaimed.find(({ dataset }) => dataset.publishableKey || dataset.sessionUrl) ?? unclaimed[0]
  if (script) script.parley = 1
  const settings = readSettings(script)
  const waiting = window.Parley?.q ?? []
  const runWaiting = () => {
    for (const command of waiting.splice(0)) parley(...command)
  }
  let main: ParleyChat | null = null
  /** The chat that commands go to: one that is in the page, else the last that was. */
  const find = () => (main?.isConnected ? main : (main = document.querySelector<ParleyChat>('parley-chat') ?? main))

  function add(settings: Settings): void {
    // The chat that is here, or was until the page was swapped: with its handlers and its session.
    const element =
      !main || (settings.mode === 'inline' && main.isConnected) ? createElement<ParleyChat>('parley-chat') : main
    element.update(settings)
    const put = () => {
      if (element.destroyed) return
      let target: Element | null | undefined
      try {
        target = document.querySelector(settings.target ?? 'body')
      } catch {} // it is no selector
      if (!main?.isConnected) main = element
      if (target) {
        target.append(element)
        if (document.readyState === 'complete') element.settle()
      } else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', put)
      else console.error(`Parley: no target ${settings.target}.`)
    }
    if (!element.isConnected) put()
  }
  const parley: ParleyFunction = (name, ...values) => {
    if (name === 'init') return add(values[0] ?? {})
    find()?.command(name, values)
    if (name === 'destroy') main = null
    else if (!main) waiting.push([name, ...values])
  }
  // A second copy of the script only adds its own chat.
  if (!customElements.get('parley-chat')) {
    defineParleyChat(script && new URL(script.src).origin, runWaiting)
    window.Parley = parley
    addEventListener('load', () => {
      if (!main) {
        // One that is written in the page stays where it is.
        if (find()) return
        // For visitors that the page will identify.
        if (settingNames.some(name => name in settings)) add(settings)
        else console.error('Parley: no data-publishable-key.')
      }
      main?.settle()
    })
  }
  if (settings.publishableKey || settings.sessionUrl) window.Parley?.('init', settings)
  runWaiting()
}
