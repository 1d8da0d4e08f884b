import {
  ChatProvider,
  conversationsDelete,
  messagesSend,
  messageText,
  regenerateReply,
  type Message,
} from '@parley/hooks'
import { QueryClient } from '@tanstack/react-query'
import { fireEvent, render } from '@testing-library/react'
import { StrictMode } from 'react'
import { now, pass } from '../../../hooks/tests/anyOrder/clock.ts'
import { createScene, networkActions, setOffline, type Action } from '../../../hooks/tests/anyOrder/createScene.ts'
import { useChatContext } from '../../../hooks/src/react/ChatProvider.ts'
import { createScreen, plain } from './createScreen.ts'
import { SurfaceRoot } from '../../src/panel/SurfaceRoot.tsx'
import { Panel, type PanelActions } from '../../src/panel/Panel.tsx'

/** Each is typed once. */
const wordsIn = (text: string) => text.match(/w\d+/g) ?? []
const lineOf = (message: Message) => `${message.role}:${message.metadata.status}:${plain(messageText(message))}`

/** Puts a visitor before the panel, and has them, the network, the page and another window do what a seed decides. */
export async function simulate(seed: number): Promise<{ wrong: string[]; trace: string[] }> {
  const scene = createScene(seed)
  const { chance, pick, random, say, isWrong, chat, elsewhere, stored, storedList } = scene
  localStorage.clear()

  const has = {
    strictMode: chance(0.3),
    faults: chance(0.7),
    changes: chance(0.6),
    deletions: chance(0.5),
    anotherWindow: chance(0.4),
    greeting: chance(0.2),
    commands: chance(0.4),
    anotherVisitor: chance(0.3),
  }
  say(JSON.stringify(has))

  const queryClient = new QueryClient()
  const actions = { current: null as PanelActions | null }
  let replies!: ReturnType<typeof useChatContext>['replies']
  function Peek() {
    ;({ replies } = useChatContext())
    return null
  }
  const told: string[] = []
  const page = (
    <ChatProvider client={chat.client} queryClient={queryClient}>
      <SurfaceRoot>
        <Panel
          kind="floating"
          suggestions={['What is it?']}
          {...(has.greeting && { characterId: 'greeter' })}
          actionsRef={actions}
          onClose={() => say('is closed')}
          onReply={({ messageId, text }) => {
            if (told.includes(messageId + text) && !has.changes) isWrong(`the answer ${messageId} is told twice`)
            told.push(messageId + text)
          }}
        />
      </SurfaceRoot>
      <Peek />
    </ChatProvider>
  )
  const view = render(has.strictMode ? <StrictMode>{page}</StrictMode> : page)
  await pass(100)

  const { all, buttons, click, hasFocus, isEditing, lines, press, textbox, write } = createScreen(view.container, scene)

  const typed: string[] = []
  const excused = new Set<string>()
  const excuse = (...texts: (string | null | undefined)[]) => {
    for (const word of texts.flatMap(text => wordsIn(text ?? ''))) excused.add(word)
  }
  const excuseConversation = async (id: string) => {
    excuse(...(await stored(id)).map(messageText))
    excuse(replies.store.entry(id).sending?.text, replies.store.getState().drafts.get(id))
  }
  const excuseScreen = () => excuse(...lines(), textbox()?.value)
  const typedBy = new Map<string, string | null>()
  const type = () => {
    typed.push(`w${typed.length + 1}`)
    const word = typed.at(-1)!
    typedBy.set(word, chat.client.visitorId)
    return word
  }
  const look = () => {
    const texts = [view.container.textContent, ...all<HTMLTextAreaElement>('textarea').map(({ value }) => value)]
    for (const word of texts.flatMap(text => wordsIn(text ?? '')))
      if (typedBy.get(word) !== chat.client.visitorId) isWrong(`${word} is shown to somebody else`)
  }
  let isWalt = false
  async function signIn(as: 'vera' | 'walt') {
    isWalt = as === 'walt'
    // What was not sent by then goes with who typed it.
    for (const word of typed) excused.add(word)
    await scene.signIn(as)
  }
  const deeds: Action[] = [
    [
      8,
      () => {
        const box = textbox()
        if (!box) return
        const word = type()
        if (isEditing()) excused.add(word)
        say(`types ${word}`)
        write(box, `${box.value}\n${word}`.trim())
      },
    ],
    [
      8,
      () => {
        const box = textbox()
        if (!box) return
        say(`presses Enter after "${box.value}"`)
        if (isEditing()) excuseScreen()
        box.focus()
        fireEvent.keyDown(box, { key: 'Enter' })
      },
    ],
    [
      2,
      () => {
        if (isEditing()) excuseScreen()
        press('Send message')
      },
    ],
    [3, () => press('Stop generating')],
    [2, () => press('New conversation')],
    [4, () => press('Conversations')],
    [1, () => press('Back to the chat')],
    [5, () => press(/Try again/)],
    [1, () => press('What is it?')],
    [1, () => press('Good answer')],
    [1, () => press('Bad answer')],
    [1, () => press('Cancel', '.composer-edit')],
    [
      5,
      () => {
        const row = pick(all('.history-open'))
        if (!row) return
        say(`opens ${plain(row.textContent)}`)
        click(row)
      },
    ],
    [
      2,
      async () => {
        if (!press(/^Rename/)) return
        await pass(20)
        const input = all<HTMLInputElement>('.history-rename input')[0]
        if (!input) return
        write(input, `T${Date.now()}`)
        fireEvent.submit(input.form!)
      },
    ],
    [
      1,
      () => {
        const { activeElement } = document
        if (!activeElement || !view.container.contains(activeElement)) return
        say('presses Escape')
        if (isEditing() && activeElement === textbox()) excuse(textbox()?.value)
        fireEvent.keyDown(activeElement, { key: 'Escape' })
      },
    ],
  ]
  if (has.changes)
    deeds.push(
      [
        3,
        () => {
          if (buttons('Stop generating').length > 0) return // hidden by style
          excuseScreen()
          press('Edit')
        },
      ],
      [
        2,
        () => {
          excuseScreen()
          press('Answer again')
        },
      ],
    )
  if (has.deletions)
    deeds.push([
      2,
      async () => {
        const rows = await storedList()
        if (!press(/^Delete “/)) return
        await pass(20)
        // Titles are alike: any may be meant.
        for (const { id } of rows) await excuseConversation(id)
        excuseScreen()
        press('Delete', '.history-question')
      },
    ])
  if (has.commands)
    deeds.push(
      [
        2,
        () => {
          const word = type()
          say(`the page sends ${word}`)
          actions.current!.send(word)
        },
      ],
      [
        1,
        () => {
          say('the page begins a new conversation')
          actions.current!.newConversation()
        },
      ],
    )
  if (has.anotherWindow)
    deeds.push(
      [
        1,
        async () => {
          const row = pick(await storedList())
          if (!row) return
          say('in another window, sends')
          void messagesSend(elsewhere, { conversationId: row.id, message: { text: `x${Date.now()}` } })
        },
      ],
      [
        0.5,
        async () => {
          const row = pick(await storedList())
          const answer = row && (await stored(row.id)).slice(1).find(({ role }) => role === 'assistant')
          if (!answer) return
          await excuseConversation(row.id)
          say('in another window, has an answer written again')
          void regenerateReply(elsewhere, { conversationId: row.id, messageId: answer.id })
        },
      ],
      [
        0.5,
        async () => {
          const row = pick(await storedList())
          if (!row || !has.deletions) return
          await excuseConversation(row.id)
          say(`in another window, deletes ${row.title}`)
          void conversationsDelete(elsewhere, { conversationId: row.id })
        },
      ],
    )

  if (has.anotherVisitor) deeds.push([1, () => signIn(isWalt ? 'vera' : 'walt')])
  if (has.faults) deeds.push(...networkActions(scene))

  for (let left = 15 + random() * 50; left > 0; left--) {
    const [, act] = scene.choose(deeds)
    await now(act)
    look()
    const hadFocus = hasFocus()
    await pass(pick([0, 20, 20, 60, 100, 300, 700, 4000])!)
    look()
    // It may be on its way to what takes the place of what had it.
    await pass(60)
    if (hadFocus && !hasFocus() && !has.anotherWindow && !has.anotherVisitor) isWrong('the focus is lost')
  }

  say('-- all is well again')
  await now(async () => {
    chat.faults.clear()
    setOffline(scene, false)
    if (isWalt) await signIn('vera')
  })
  await pass(60_000, 200)
  const tryAgain = async () => {
    for (let left = 6; left > 0 && buttons(/Try again/).length > 0; left--) {
      await now(() => press(/Try again/))
      await pass(30_000, 200)
    }
  }
  await tryAgain()
  await now(() => press('Back to the chat'))
  await pass(200)
  await tryAgain()
  await now(() => press('Cancel', '.composer-edit'))
  await pass(200)

  const rows = await storedList()
  const messages = (await Promise.all(rows.map(({ id }) => stored(id)))).flat()
  const questions = messages.filter(({ role }) => role === 'user').map(messageText)
  for (const text of new Set(questions))
    if (/w/.test(text) && questions.filter(question => question === text).length > 1)
      isWrong(`"${text}" was sent twice`)
  const { entries, drafts } = replies.store.getState()
  const unsent = [...Array.from(entries.values(), ({ sending }) => sending?.text ?? ''), ...drafts.values()]
  const kept = new Set([...questions, ...unsent].flatMap(wordsIn))
  say(`stored: ${questions.join(' | ')}; unsent: ${unsent.join(' | ')}`)
  for (const word of typed) if (!kept.has(word) && !excused.has(word)) isWrong(`${word} is lost`)

  await now(() => queryClient.invalidateQueries())
  await pass(2_000, 100)
  await now(() => press('Conversations'))
  await pass(1_000, 100)
  const list = await storedList()
  const titles = all('.history-title').map(element => plain(element.textContent))
  const wanted = list.map(({ title }) => plain(title) || 'Untitled conversation')
  if (titles.join('\n') !== wanted.slice(0, titles.length).join('\n') || (wanted.length > 0 && titles.length === 0))
    isWrong(`the list is\n  ${titles.join('\n  ')}\n and should be\n  ${wanted.join('\n  ')}`)
  for (let index = 0; index < Math.min(list.length, titles.length); index++) {
    await now(() => click(all('.history-open')[index]))
    await pass(2_000, 100)
    await tryAgain()
    const here = lines().join('\n  ')
    const there = (await stored(list[index]!.id)).map(lineOf).join('\n  ')
    if (here !== there) isWrong(`${list[index]!.id} is\n  ${here}\n and should be\n  ${there}`)
    await now(() => press('Conversations'))
    await pass(500, 100)
  }

  view.unmount()
  return scene.end()
}
