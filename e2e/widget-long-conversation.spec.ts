// What skipping far messages must not cost: they are found, selected, scrolled to and read like all others.
import type { Locator, Page } from '@playwright/test'
import { chromiumArgs, launchOptions } from '../scripts/findChromium.mjs'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({
  serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/s', PARLEY_ANONYMOUS_LIMIT: '10000/s' } },
  // The tree that assistive technology is given: the one that DevTools build by themselves has no place for the skipped.
  launchOptions: { ...launchOptions(), args: [...chromiumArgs, '--force-renderer-accessibility'] },
})

const TURNS = 90

/** A visitor with 180 messages, all of them on the page and the far ones skipped. */
async function openLong(page: Page, setup: Setup) {
  const post = async (path: string, token: string, body: unknown) => {
    const response = await fetch(setup.server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, origin: setup.origin, 'content-type': 'application/json', accept: 'application/json' }, // prettier-ignore
      body: JSON.stringify(body),
    })
    return response.json()
  }
  const { server } = setup
  const session = await post('/v1/chatSessions', server.publishableKey, { embedOrigin: setup.origin })
  const say = (turn: number) => ({ message: { role: 'user', parts: [{ type: 'text', text: `markdown Topic${turn} is **long**: ${'many words '.repeat(20)}` }] } }) // prettier-ignore
  const { id } = await post('/v1/conversations', session.clientToken, say(0))
  for (let turn = 1; turn < TURNS;) {
    const { message } = await post(`/v1/conversations/${id}/messages`, session.clientToken, say(turn))
    if (message) turn += 1
  }
  await page.addInitScript(items => Object.entries(items).forEach(([name, value]) => localStorage.setItem(name, value)), {
    [`parley:visitor:${server.url}:${server.publishableKey}`]: session.visitorToken,
    [`parley:conversation:${server.url}:${session.visitorId}`]: id,
  }) // prettier-ignore
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  const messages = chat.log.getByRole('article')
  for (let count = 50; count < TURNS * 2; count = Math.min(count + 50, TURNS * 2)) {
    await expect(messages).toHaveCount(count)
    await chat.button('Show older messages').click()
  }
  await expect(messages).toHaveCount(TURNS * 2)
  await chat.button('Jump to latest').click()
  await expect.poll(() => far(page)).toBeGreaterThan(2)
  return { chat, messages }
}

/** Groups that the browser skips at the moment. */
const far = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelector('parley-chat')!.shadowRoot!.querySelectorAll('.group > :first-child')].filter(
        first => !first.checkVisibility({ contentVisibilityAuto: true }),
      ).length,
  )

test('the browser finds text in messages that are far away', async ({ page, setup }) => {
  const { messages } = await openLong(page, setup)
  await expect(messages.first()).not.toBeInViewport()
  // Not in the standard, and what Ctrl+F does.
  const found = await page.evaluate(
    () =>
    (window as unknown as { find(text: string, matchCase: boolean, backwards: boolean, wrap: boolean): boolean }).find('Topic0 is', false, false, true), // prettier-ignore
  )
  expect(found).toBe(true)
  expect(await page.evaluate(() => getSelection()!.toString())).toBe('Topic0 is')
})

test('a selection goes across messages that are far away, and can be copied', async ({ page, setup }) => {
  await openLong(page, setup)
  const text = await page.evaluate(() => {
    const articles = [...document.querySelector('parley-chat')!.shadowRoot!.querySelectorAll('article')]
    getSelection()!.setBaseAndExtent(articles[0]!, 0, articles.at(-1)!, articles.at(-1)!.childNodes.length)
    return getSelection()!.toString()
  })
  for (const turn of [0, 30, 60, TURNS - 1]) expect(text).toContain(`Topic${turn} is long`)
})

test('scrolling up and down again shows no jump: skipped messages keep their true height', async ({ page, setup }) => {
  const { messages } = await openLong(page, setup)
  const height = () => page.evaluate(() => document.querySelector('parley-chat')!.shadowRoot!.querySelector('.transcript-scroller')!.scrollHeight) // prettier-ignore
  const before = await height()
  await messages.nth(60).scrollIntoViewIfNeeded()
  await expect(messages.nth(60)).toBeInViewport()
  await messages.nth(100).scrollIntoViewIfNeeded()
  await expect(messages.nth(100)).toBeInViewport()
  expect(Math.abs((await height()) - before)).toBeLessThan(2)
})

test('while an answer is written no other message changes', async ({ page, setup }) => {
  const { chat } = await openLong(page, setup)
  await chat.ask('slow 20')
  await expect(chat.log).toContainText('word1')
  await page.evaluate(() => {
    const articles = [...document.querySelector('parley-chat')!.shadowRoot!.querySelectorAll('article')]
    const changes: MutationRecord[] = []
    const observer = new MutationObserver(records => changes.push(...records))
    for (const article of articles.slice(0, -1))
      observer.observe(article, { subtree: true, childList: true, characterData: true, attributes: true })
    Object.assign(window, { changes })
  })
  await expect(chat.log).toContainText('word15')
  expect(await page.evaluate(() => (window as unknown as { changes: unknown[] }).changes.length)).toBe(0)
})

/** Looks at a message, goes away from it, waits until a copy stands in its place, and comes back. */
async function leaveAndReturn(chat: ReturnType<typeof chatOn>, message: Locator, leave: () => Promise<unknown>) {
  await message.evaluate(element => element.scrollIntoView({ block: 'center' }))
  await message.hover()
  // What is drawn by components keeps what is written on it, a copy has it not.
  await message.evaluate(element => Object.assign(element, { original: true }))
  await leave()
  await chat.button('Jump to latest').click()
  await expect.poll(() => message.evaluate(element => 'original' in element)).toBe(false)
  // Not by the mouse, which would bring the components back.
  await message.evaluate(element => element.scrollIntoView({ block: 'center' }))
}

test('what was far away takes a press, a key and the mouse as before', async ({ page, setup }) => {
  const { chat, messages } = await openLong(page, setup)
  const message = messages.nth(61)
  const good = message.getByRole('button', { name: 'Good answer' })
  await leaveAndReturn(chat, message, async () => {})
  await expect(good).toHaveAttribute('aria-pressed', 'false')
  // As a finger does, which is nowhere before it presses.
  await good.dispatchEvent('click')
  await expect(good).toHaveAttribute('aria-pressed', 'true')

  await leaveAndReturn(chat, message, async () => {})
  await expect(good).toHaveAttribute('aria-pressed', 'true')
  await good.focus()
  await expect(good).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(good).toHaveAttribute('aria-pressed', 'false')

  await leaveAndReturn(chat, message, () => chat.textbox.focus())
  await good.click()
  await expect(good).toHaveAttribute('aria-pressed', 'true')
})

test('a comment that is being written stays, however far away', async ({ page, setup }) => {
  const { chat, messages } = await openLong(page, setup)
  const [written, other] = [messages.nth(61), messages.nth(121)]
  await written.getByRole('button', { name: 'Bad answer' }).click()
  const comment = written.getByRole('textbox')
  await comment.fill('half a com')
  await leaveAndReturn(chat, other, async () => {})
  await expect(comment).toHaveValue('half a com')
  await written.getByRole('button', { name: 'Send' }).click()
  await expect(comment).toHaveCount(0)
})

test('pointing at the launcher draws the chat: a click only shows it', async ({ page, setup }) => {
  const asked: string[] = []
  page.on('request', request => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.waitFor()
  expect(asked.filter(address => address.includes('/v1/') || address.includes('chat-'))).toEqual([])
  await chat.launcher.hover()
  await expect.poll(() => asked).toContain('POST /v1/chatSessions')
  await expect(page.locator('parley-chat textarea')).toBeAttached()
  await expect(chat.panel).toBeHidden()
  const before = asked.length
  await chat.launcher.click()
  await expect(chat.textbox).toBeFocused()
  expect(asked.slice(before).filter(address => address.includes('chatSessions'))).toEqual([])
})

test('a screen reader has all messages, also those far away', async ({ page, setup }) => {
  await openLong(page, setup)
  const devtools = await page.context().newCDPSession(page)
  const { nodes } = await devtools.send('Accessibility.getFullAXTree')
  const heard = nodes.filter(node => !node.ignored)
  expect(heard.filter(node => node.role?.value === 'article')).toHaveLength(TURNS * 2)
  const text = heard.map(node => String(node.name?.value ?? '')).join('\n')
  for (const turn of [0, 1, 45, TURNS - 1]) expect(text).toContain(`Topic${turn} is`)
})
