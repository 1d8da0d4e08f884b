import { chatSessionsCreate } from '@parley/hooks'
import { createRoot } from 'react-dom/client'
import { catalogueOf, preloadCatalogue } from '../i18n/catalogues.ts'
import { createWords } from '../i18n/createWords.ts'
import { adoptStyles } from '../theme/adoptStyles.ts'
import { focusedElement, returnFocus } from '../panel/focusReturn.ts'
import { keepEventsInside } from '../panel/keepEventsInside.ts'
import { panelStyleSheets } from '../panel/panelStyleSheets.ts'
import { css } from '../theme/css.ts'
import { closeIcon } from '../launcher/launcherIcons.ts'
import type { ChatHandle, ChatHost, EventName } from './ChatHandle.ts'
import { createIcon } from './createElement.ts'
import { checkSettings } from './checkSettings.ts'
import { createEmbedClient, type EmbedClient } from './createEmbedClient.ts'
import { EmbedChat } from './EmbedChat.tsx'
import type { PanelActions } from '../panel/Panel.tsx'
import type { ParleyChat } from './ParleyChat.ts'
import type { Settings } from './settings.ts'

/** An element of the page that was made for the chat is filled. */
const targetStyles = css`
  :host {
    block-size: 100%;
  }
`

/** The entry of the chat chunk: draws the chat into the element that the loader made. */
export function mountChat(host: ChatHost): ChatHandle {
  const element = host.root.host as ParleyChat
  const root = createRoot(host.container)
  let panel: PanelActions | null = null
  // The panel comes some frames after it is drawn; what was asked for until then is done when it is here.
  const actions = {
    get current() {
      return panel
    },
    set current(next: PanelActions | null) {
      panel = next
      if (!panel) return
      const acts = waiting
      waiting = []
      for (const act of acts) act(panel)
    },
  }
  let { session } = host
  let settings = read(host.settings)
  const giver = () => session
  let embed = createEmbedClient(settings, giver)
  let open = false
  let generation = 0
  let waiting: ((panel: PanelActions) => void)[] = []
  let unread = 0
  let destroyed = false
  let opener: Element | null = null

  removeCopies(element)
  keepEventsInside(host.root)
  adoptStyles(host.root, settings.target ? [...panelStyleSheets, targetStyles] : panelStyleSheets)
  // Moved within the page it is mounted once more.
  if (host.launcher.childElementCount < 2) host.launcher.append(createIcon(closeIcon))

  function read(given: Settings, before?: Settings): Settings {
    const { serverUrl = host.scriptOrigin, ...checked } = checkSettings(given, before)
    return {
      ...checked,
      // Set as a property before the script was here it is the attribute that every element has.
      title: checked.title ?? element.getAttribute('title') ?? undefined,
      serverUrl: new URL(serverUrl ?? '/', location.href).href,
    }
  }
  /** The words first: a chat that changes its language before the visitor's eyes looks broken. */
  function draw(then = () => {}) {
    const show = () => {
      if (destroyed) return
      drawNow()
      then()
    }
    const loading = preloadCatalogue(localeOf(settings))
    if (loading) void loading.then(show)
    else show()
  }
  function drawNow() {
    if (open) host.launcher.ariaLabel = closeLabelOf(settings)
    root.render(
      <EmbedChat
        key={generation}
        client={embed.client}
        queryClient={embed.queryClient}
        settings={settings}
        locale={localeOf(settings)}
        // Nobody had a conversation that is worth waiting for.
        place={embed.isNobody ? 'nobody' : placeOf(element, settings)}
        open={open}
        actionsRef={actions}
        emit={emit}
        onClose={close}
      />,
    )
  }
  const close = () => element.command('close', [])
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- of a launcher that has been moved, too, only once
  host.launcher.onkeydown = event => void (event.key === 'Escape' && close())
  function emit(event: EventName, detail?: unknown) {
    if (event === 'reply' && !open && settings.mode !== 'inline') countUnread(unread + 1)
    host.emit(event, detail)
  }
  function countUnread(count: number) {
    if (count === unread) return
    unread = count
    const { words, plural } = createWords(catalogueOf(localeOf(settings)), localeOf(settings))
    host.launcher.dataset.unread = String(count)
    host.launcher.ariaDescription = count > 0 ? plural(words.unread, count) : ''
  }
  function withPanel(act: (panel: PanelActions) => void) {
    if (panel) act(panel)
    else waiting.push(act)
  }
  /** What was on screen goes at once; `leave` ends the client it came from. */
  function renew(leave = (old: EmbedClient) => old.close()) {
    leave(embed)
    embed = createEmbedClient(settings, giver)
    generation += 1
    panel = null
    decide()
  }

  let wasInside = false
  /** Of somebody who is not known yet nothing is shown; for nobody there is nothing to write with. */
  function setVisitor(visitor: 'known' | 'undecided' | 'nobody') {
    wasInside = visitor !== 'known' && (wasInside || host.container.contains(host.root.activeElement))
    host.container.dataset.visitor = visitor
    host.container.ariaBusy = `${visitor === 'undecided'}`
  }
  function decide() {
    const returns = wasInside && open
    setVisitor(embed.isNobody ? 'nobody' : 'known')
    draw()
    if (returns && !embed.isNobody) withPanel(panel => panel.focus())
  }
  /** Another session, on the client that is there. Of whoever is here already it leaves all as it is. */
  async function adopt() {
    const asked = { embed, session, visitorId: embed.client.visitorId }
    // Anybody's, by the time that it gives one.
    setVisitor(typeof session === 'function' ? 'undecided' : 'known')
    const { ok } = await chatSessionsCreate(embed.client, { adopt: true })
    if (destroyed || asked.embed !== embed || asked.session !== session) return
    // One that cannot be used is told as any other is.
    if (!ok) return renew()
    if (asked.visitorId !== embed.client.visitorId) {
      generation += 1
      panel = null
    }
    decide()
  }

  // Drawn ahead on intent, it is ready for the page once it is used.
  let isTold = false
  function tellReady() {
    if (isTold) return
    isTold = true
    host.emit('ready')
  }

  // What it says and where it stands follow the page's language.
  const page = new MutationObserver(() => element.update({}))
  page.observe(document.documentElement, { attributeFilter: ['lang', 'dir'] })

  if (embed.isNobody) console.warn('Parley: no session yet. Set publishableKey or sessionUrl, or call identify.')
  decide()
  return {
    get closeLabel() {
      return closeLabelOf(settings)
    },
    setOpen(next, focus = true) {
      if (next) {
        tellReady()
        opener = focusedElement()
      } else returnFocus(host.container, opener, host.launcher)
      open = next
      if (open) countUnread(0)
      draw(() => open && focus && settings.mode !== 'inline' && withPanel(panel => panel.focus()))
    },
    update(given, nextSession) {
      const next = read(given, settings)
      const isElsewhere =
        next.serverUrl !== settings.serverUrl ||
        next.publishableKey !== settings.publishableKey ||
        next.sessionUrl !== settings.sessionUrl
      const isOther = nextSession !== session
      const { visitorId } = embed.client
      const mayBeSame =
        visitorId !== null && (typeof nextSession === 'function' || nextSession?.['visitorId'] === visitorId)
      settings = next
      session = nextSession
      if (isElsewhere || (isOther && !mayBeSame)) return renew()
      if (isOther) void adopt()
      removeCopies(element) // where it has moved to
      draw()
    },
    command(name, value) {
      tellReady()
      if (name === 'send' && typeof value !== 'string') console.error('Parley: send takes a text.')
      else if (name === 'send') withPanel(panel => panel.send(value as string))
      else if (name === 'newConversation') withPanel(panel => panel.newConversation())
      else if (name === 'reset') {
        session = undefined
        // The server may be away: the visitor is gone from this page before it has heard of it.
        renew(old => void old.forget().finally(old.close))
      } else console.error(`Parley: there is no command '${name}'.`)
    },
    destroy() {
      destroyed = true
      page.disconnect()
      // Moved within the page, what it drew into is drawn into again.
      setVisitor('known')
      countUnread(0)
      root.unmount()
      embed.close()
    },
  }
}

/** A page that Turbo or htmx brings back has a copy of its chat, which nothing sets up, beside the new one. */
function removeCopies(element: Element): void {
  const siblings = [...(element.parentElement?.children ?? [])] as (Element & Settings)[]
  for (const other of siblings)
    if (other !== element && other.localName === 'parley-chat' && !isSetUp(other)) other.remove()
}

const isSetUp = (chat: Element & Settings) => chat.hasAttributes() || chat.publishableKey || chat.sessionUrl

const localeOf = (settings: Settings): string => settings.locale ?? (document.documentElement.lang || 'en')

const closeLabelOf = (settings: Settings): string => catalogueOf(localeOf(settings)).closeChat

/** Chats of one page each remember their own conversation; the floating one is the same on all pages. */
const placeOf = (element: Element, { mode, target }: Settings): string =>
  element.id || (mode === 'inline' ? (target ?? 'inline') : '')
