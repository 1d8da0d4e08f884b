import { createRoot } from 'react-dom/client'
import { adoptStyles } from '../theme/adoptStyles.ts'
import { panelStyleSheets } from '../panel/panelStyleSheets.ts'
import type { ChatHandle, ChatHost } from './ChatHandle.ts'
import { createEmbedClient } from './createEmbedClient.ts'
import { EmbedChat } from './EmbedChat.tsx'
import type { PanelActions } from '../panel/Panel.tsx'

/** The entry of the chat chunk: draws the chat into the element that the loader made. */
export function mountChat(host: ChatHost): ChatHandle {
  const root = createRoot(host.container)
  const actions: { current: PanelActions | null } = { current: null }
  let { settings, session } = host
  let embed = createEmbedClient(settings, session)
  let open = false
  let generation = 0
  let waiting: ((panel: PanelActions) => void)[] = []

  adoptStyles(host.root, panelStyleSheets)

  function draw() {
    root.render(
      <EmbedChat
        key={generation}
        client={embed.client}
        settings={settings}
        open={open}
        actionsRef={actions}
        emit={host.emit}
        onClose={host.close}
        onReady={handleReady}
      />,
    )
  }
  function handleReady() {
    const panel = actions.current
    if (!panel) return
    for (const act of waiting) act(panel)
    waiting = []
  }
  function withPanel(act: (panel: PanelActions) => void) {
    if (actions.current) act(actions.current)
    else waiting.push(act)
  }
  function renew() {
    embed.client.close()
    embed = createEmbedClient(settings, session)
    generation += 1
    actions.current = null
    draw()
  }

  draw()
  host.emit('ready')
  return {
    setOpen(next) {
      open = next
      draw()
      if (open && settings.mode !== 'inline') withPanel(panel => panel.focus())
    },
    update(next, nextSession) {
      const isOther =
        next.serverUrl !== settings.serverUrl ||
        next.publishableKey !== settings.publishableKey ||
        next.sessionUrl !== settings.sessionUrl ||
        nextSession !== session
      settings = next
      session = nextSession
      if (isOther) renew()
      else draw()
    },
    command(name, value) {
      if (name === 'send') withPanel(panel => panel.send(String(value)))
      else if (name === 'newConversation') withPanel(panel => panel.newConversation())
      else if (name === 'reset') {
        session = undefined
        void embed.forget().finally(renew)
      } else console.error(`Parley: there is no command '${name}'.`)
    },
    destroy() {
      root.unmount()
      embed.client.close()
    },
  }
}
