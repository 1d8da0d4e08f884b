import { messageText, type Conversation, type Message } from '@parley/protocol'
import { QueryClient } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import {
  conversationMessagesQuery,
  conversationsDelete,
  conversationsUpdate,
  messagesSend,
  regenerateReply,
  replyStop,
} from '../../src/index.ts'
import { now, pass } from './clock.ts'
import type { TestBackend } from '../../src/testing/testBackends.ts'
import { createPage } from './createPage.tsx'
import { createScene, networkActions, setOffline, type Action } from './createScene.ts'

const lineOf = (message: Message) => `${message.role}:${message.metadata.status}:${message.id}:${messageText(message)}`
const rowOf = ({ id, title, activeRun, messageCount }: Conversation) =>
  [id, title, activeRun ? 'active' : '', messageCount].join(':')
/** Each is typed once. */
const wordsIn = (text: string) => text.match(/w\d+/g) ?? []

/**
 * Puts a visitor, a network and another window of the visitor's together, and has them do what a seed decides; then heals
 * the network, waits, and tries again what can be tried again. Answers what is wrong by then, or was at any render, and
 * what was done, for whoever looks for the reason.
 */
export async function simulate(
  seed: number,
  backend: TestBackend = 'parley',
): Promise<{ wrong: string[]; trace: string[] }> {
  // The others know neither keys that make a message one, nor whom to resume.
  const isOurs = backend === 'parley'
  const scene = createScene(seed, backend)
  const { chance, pick, random, say, isWrong, trace, chat, elsewhere, stored, storedList } = scene

  const has = {
    strictMode: chance(0.5),
    /** Nothing is read again by itself: what the client knows must be right. */
    staleTime: chance(0.4),
    greeting: chance(0.2) && isOurs,
    oneHook: chance(0.25),
    faults: chance(0.85),
    changes: chance(0.6),
    deletions: chance(0.5),
    anotherWindow: chance(0.5) && isOurs,
    anotherVisitor: chance(0.3) && isOurs,
  }
  say(JSON.stringify(has))

  const queryClient = new QueryClient(has.staleTime ? { defaultOptions: { queries: { staleTime: 3_600_000 } } } : {})
  const typed: string[] = []
  const typedBy = new Map<string, string | null>()
  const page = createPage(chat.client, queryClient, has, isWrong, ({ lines, list, composer }) => {
    const texts = [
      composer.draft,
      ...lines.map(messageText),
      ...list.map(row => `${row.title} ${row.lastMessage?.text}`),
    ]
    for (const word of texts.flatMap(wordsIn))
      if (typedBy.get(word) !== chat.client.visitorId) isWrong(`${word} is shown to somebody else`)
  })
  let isMounted = true
  const view = render(has.strictMode ? <StrictMode>{page.element}</StrictMode> : page.element)
  await pass(100)

  /** What may be gone, because somebody deleted or replaced it. */
  const excused = new Set<string>()
  const deleted = new Set<string>()
  /** Only reading again shows what happened there. */
  const mustBeRead = new Set<string>()
  const isOnScreen = (conversationId: string) => conversationId === page.screen.conversationId

  async function excuse(conversationId: string) {
    const { entry, getState } = page.screen.replies.store
    const texts = [
      ...(await stored(conversationId)).map(messageText),
      ...(isOnScreen(conversationId) ? page.screen.lines.map(messageText) : []),
      entry(conversationId).sending?.text ?? '',
      getState().drafts.get(conversationId) ?? '',
    ]
    for (const word of texts.flatMap(wordsIn)) excused.add(word)
  }

  const type = () => {
    typed.push(`w${typed.length + 1}`)
    const word = typed.at(-1)!
    typedBy.set(word, chat.client.visitorId)
    if (deleted.has(page.screen.conversationId!)) excused.add(word)
    return word
  }
  const heard = (what: string, doing: Promise<unknown>) => {
    say(what)
    doing.then(
      () => say(`   done: ${what}`),
      (error: { code?: string }) => say(`   ${error.code}: ${what}`),
    )
  }
  const answered = () => page.screen.lines.filter(({ role }) => role === 'assistant')
  const sent = () => page.screen.lines.filter(({ role, metadata }) => role === 'user' && metadata.status === 'complete')

  const inThePage: Action[] = [
    [
      6,
      () => {
        const word = type()
        say(`types ${word}`)
        page.screen.composer.setDraft(`${page.screen.composer.draft} ${word}`.trim())
      },
    ],
    [
      8,
      () =>
        page.screen.composer.canSubmit && heard(`sends ${page.screen.composer.draft}`, page.screen.composer.submit()),
    ],
    [
      1,
      () => {
        if (!page.screen.composer.canSubmit) return
        for (const click of ['a', 'another']) heard(`sends with ${click} click`, page.screen.composer.submit())
      },
    ],
    [
      3,
      () => {
        // It may have been on its way.
        if (page.screen.chat.status === 'submitted') mustBeRead.add(page.screen.conversationId!)
        heard(`stops what is ${page.screen.chat.status}`, page.screen.chat.stop())
      },
    ],
    [4, () => page.screen.chat.error && heard('tries again', page.screen.chat.retry())],
    [
      1,
      () => {
        say('dismisses the error')
        page.screen.chat.clearError()
      },
    ],
    [1, () => heard('resumes', page.screen.chat.resume())],
    [
      1,
      () => {
        const row = pick(page.screen.list)
        if (row)
          heard(
            `renames ${row.id}`,
            page.screen.rename.mutateAsync({ conversationId: row.id, title: `T${Date.now()}` }),
          )
      },
    ],
  ]
  const onTheWay: Action[] = [
    [10, () => {}],
    [
      3,
      () => {
        const row = pick(page.screen.list)
        if (!row) return
        say(`opens ${row.id}`)
        page.open(row.id)
      },
    ],
    [
      1,
      () => {
        say('opens a new one')
        page.open(null)
      },
    ],
    [
      1,
      () => {
        isMounted = !isMounted
        say(isMounted ? 'comes back' : 'leaves')
        page.mount(isMounted)
      },
    ],
    [
      1,
      () => {
        say('reads everything again')
        void queryClient.invalidateQueries()
      },
    ],
  ]
  if (has.changes)
    inThePage.push(
      [
        2,
        async () => {
          const { conversationId } = page.screen
          const message = pick(sent())
          if (!message || !conversationId) return
          await excuse(conversationId)
          const word = type()
          excused.add(word) // where it is refused, only its caller has it
          heard(`replaces ${messageText(message)} by ${word}`, page.screen.chat.send(word, { replaces: message.id }))
        },
      ],
      [
        2,
        async () => {
          const { conversationId } = page.screen
          const message = pick(answered().filter(({ id }) => id !== page.screen.lines[0]!.id))
          if (!message || !conversationId) return
          await excuse(conversationId)
          heard(`has "${messageText(message)}" written again`, page.screen.chat.regenerate(message.id))
        },
      ],
    )
  if (has.deletions)
    inThePage.push([
      1,
      async () => {
        const row = pick(page.screen.list)
        if (!row) return
        await excuse(row.id)
        deleted.add(row.id)
        heard(`deletes ${row.id}`, page.screen.remove.mutateAsync({ conversationId: row.id }))
      },
    ])
  let isWalt = false
  async function signIn(as: 'vera' | 'walt') {
    isWalt = as === 'walt'
    // What was not sent by then goes with who typed it.
    for (const word of typed) excused.add(word)
    await scene.signIn(as)
  }
  if (has.anotherVisitor) onTheWay.push([1, () => signIn(isWalt ? 'vera' : 'walt')])

  /** On any conversation of the list. */
  const inAnotherWindow = (weight: number, run: (conversationId: string) => unknown): Action => [
    weight,
    async () => {
      const row = pick(page.screen.list)
      if (!row) return
      mustBeRead.add(row.id)
      say(`in another window, ${row.id}:`)
      await run(row.id)
    },
  ]
  if (has.anotherWindow)
    onTheWay.push(
      inAnotherWindow(1, conversationId =>
        heard('sends', messagesSend(elsewhere, { conversationId, message: { text: `x${Date.now()}` } })),
      ),
      inAnotherWindow(1, conversationId => heard('stops', replyStop(elsewhere, { conversationId }))),
      inAnotherWindow(0.5, conversationId =>
        heard('renames', conversationsUpdate(elsewhere, { conversationId, title: `E${Date.now()}` })),
      ),
    )
  if (has.anotherWindow && has.changes)
    onTheWay.push(
      inAnotherWindow(1, async conversationId => {
        const answer = (await stored(conversationId)).slice(1).find(({ role }) => role === 'assistant')
        if (!answer) return
        await excuse(conversationId)
        heard('has it written again', regenerateReply(elsewhere, { conversationId, messageId: answer.id }))
      }),
    )
  if (has.anotherWindow && has.deletions)
    onTheWay.push(
      inAnotherWindow(0.5, async conversationId => {
        await excuse(conversationId)
        deleted.add(conversationId)
        heard('deletes', conversationsDelete(elsewhere, { conversationId }))
      }),
    )

  const actions = [...inThePage, ...onTheWay, ...(has.faults ? networkActions(scene) : [])]
  for (let left = 10 + random() * 40; left > 0; left--) {
    const action = scene.choose(actions)
    if (isMounted || !inThePage.includes(action)) await now(action[1])
    await pass(pick([0, 0, 20, 60, 100, 300, 700, 4000])!)
  }

  say('-- all is well again')
  await now(async () => {
    chat.faults.clear()
    setOffline(scene, false)
    page.mount(true)
    if (isWalt) await signIn('vera')
  })
  // Over some wires a reply may be silent for two minutes.
  await pass(isOurs ? 60_000 : 150_000, 200)
  const { entries, drafts } = page.screen.replies.store.getState()
  const unsent = [...Array.from(entries.values(), ({ sending }) => sending?.text ?? ''), ...drafts.values()]
  await tryAgain()

  const rows = await storedList()
  const transcripts = new Map<string, Message[]>()
  for (const { id } of rows) transcripts.set(id, await stored(id))
  const messages = [...transcripts.values()].flat()
  const questions = messages.filter(({ role }) => role === 'user').map(messageText)
  const kept = new Set([...questions, ...unsent].flatMap(wordsIn))
  for (const word of typed) if (!kept.has(word) && !excused.has(word)) isWrong(`${word} is lost`)
  if (!isOurs) {
    const { status } = page.screen.chat
    if (!['ready', 'error', 'interrupted'].includes(status)) isWrong(`it is ${status} for ever`)
    view.unmount()
    return scene.end()
  }

  for (const text of new Set(questions))
    if (questions.filter(question => question === text).length > 1) isWrong(`"${text}" was sent twice`)
  for (const [conversationId, { length }] of transcripts)
    for (const { id } of transcripts.get(conversationId)!.slice(0, length))
      for (const other of page.shownIn.get(id) ?? [])
        if (other !== conversationId) isWrong(`a message of ${conversationId} was shown in ${other}`)

  for (const { id } of rows) await compare(id)
  // What happened while nobody looked is known when the list is read again.
  if (trace.some(line => /opens|leaves|another window/.test(line))) await now(() => queryClient.invalidateQueries())
  await pass(2_000, 100)
  const list = (await storedList()).map(rowOf).join('\n  ')
  if (list !== page.screen.list.map(rowOf).join('\n  '))
    isWrong(`the list is\n  ${page.screen.list.map(rowOf).join('\n  ')}\n and should be\n  ${list}`)

  view.unmount()
  return scene.end()

  async function tryAgain() {
    for (let left = 4; left > 0 && (page.screen.chat.error ?? page.screen.chat.pending); left--) {
      await now(() => heard('tries again, in the end', page.screen.chat.retry()))
      await pass(30_000, 200)
    }
  }

  async function compare(conversationId: string) {
    const isKnown = queryClient.getQueryData(conversationMessagesQuery(chat.client, conversationId).queryKey)
    if (!isKnown && !mustBeRead.has(conversationId)) return
    await now(() => page.open(conversationId))
    await pass(3_000, 100)
    if (mustBeRead.has(conversationId)) await now(() => queryClient.invalidateQueries())
    await pass(3_000, 100)
    await tryAgain()
    const { status, error } = page.screen.chat
    if (error ?? status !== 'ready') return isWrong(`${conversationId} is ${status}, ${error?.code}, for ever`)
    const there = (await stored(conversationId)).map(lineOf).join('\n  ')
    const here = page.screen.lines.map(lineOf).join('\n  ')
    if (here !== there) isWrong(`${conversationId} is\n  ${here}\n and should be\n  ${there}`)
  }
}
