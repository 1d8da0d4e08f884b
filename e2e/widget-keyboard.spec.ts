import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'
import { seedConversations, seedTurns } from './seed.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

/** The keyboard, and nothing else: finds controls by Tab, and says so when one is out of its reach. */
function keyboardOn(page: Page) {
  const focused = () =>
    page.evaluate(() => {
      const active = document.activeElement?.shadowRoot?.activeElement
      const name = active?.getAttribute('aria-label') ?? active?.closest('label')?.textContent ?? active?.textContent
      return {
        name: name ?? '',
        inside: active?.closest('figure, section.sources')?.className ?? active?.localName ?? '',
      }
    })
  const tabTo = async (name: string | RegExp, key = 'Tab', inside = '') => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press(key)
      const now = await focused()
      const isMeant = typeof name === 'string' ? now.name === name : name.test(now.name)
      if (isMeant && now.inside.includes(inside)) return
    }
    throw new Error(`${String(name)} is out of reach of the keyboard; the focus is on ${(await focused()).name}.`)
  }
  return {
    focused,
    tabTo,
    async press(name: string | RegExp, key?: string, inside?: string) {
      await tabTo(name, key, inside)
      await page.keyboard.press('Enter')
    },
  }
}
const back = 'Shift+Tab'

test('what stands in an answer is used by keyboard: code, tables, sources, reasoning', async ({
  page,
  setup,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await context.route('https://docs.example.com/**', route => route.fulfill({ body: 'The guide' }))
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const { tabTo, press, focused } = keyboardOn(page)
  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.type('reasoned question')
  await page.keyboard.press('Enter')
  await expect(chat.log.locator(answers)).toHaveCount(1)

  await press('Reasoning', back)
  await expect(chat.log.getByText('The visitor wants to know.')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(chat.log.getByText('The visitor wants to know.')).toBeHidden()

  await chat.textbox.focus()
  // Written at once: Enter would send the first line.
  await page.keyboard.insertText(
    `markdown \`\`\`ts\nconst ${'wide'.repeat(60)} = 1\n\`\`\`\n\n$$${'x + '.repeat(60)}y$$\n\n| ${'a | '.repeat(20)}\n|${'---|'.repeat(20)}\n| ${'1 | '.repeat(20)}\n`,
  )
  await page.keyboard.press('Enter')
  await expect(chat.log.locator(answers)).toHaveCount(2)
  await expect(chat.log.locator('math')).toHaveCount(1)
  await press('Copy', back, 'code')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^const (wide)+ = 1$/)
  // What is wider than the message is scrolled with the arrows.
  for (const [selector, name] of [
    ['.code pre', 'ts'],
    ['.math', 'Formula'],
    ['.table', 'Table'],
  ] as const) {
    await tabTo(name)
    await expect(chat.log.locator(selector).last()).toBeFocused()
    await expect(chat.log.getByRole('group', { name, exact: true }).last()).toBeFocused()
    for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ArrowRight')
    await expect
      .poll(() =>
        chat.log
          .locator(selector)
          .last()
          .evaluate(box => box.scrollLeft),
      )
      .toBeGreaterThan(0)
  }
  await tabTo(/The guide/, 'Tab', 'sources')
  const opening = context.waitForEvent('page')
  await page.keyboard.press('Enter')
  expect((await opening).url()).toBe('https://docs.example.com/guide')
  await page.bringToFront()
  expect((await focused()).name).toContain('The guide')
})

test('what went wrong is tried again by keyboard, and the focus stays in the conversation', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const { press } = keyboardOn(page)
  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.type('fail')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  const sent = page.waitForRequest(request => request.url().endsWith('/regenerate'))
  await press('Try again', back)
  await sent
  await expect(chat.log).toBeFocused()
  await expect(page.getByRole('alert')).toBeVisible()

  await page.route('**/messages', route => route.abort(), { times: 20 })
  await chat.textbox.focus()
  await page.keyboard.type('kept')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your message was not sent.')).toBeVisible({ timeout: 60_000 })
  await page.unroute('**/messages')
  await press('Try again', back)
  await expect(chat.log.locator(answers).last()).toContainText('You asked: kept')
})

test('a long conversation is read by keyboard: up, older messages, and back to the latest', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const { tabTo, press } = keyboardOn(page)
  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.type('first')
  await page.keyboard.press('Enter')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await seedTurns(page, setup, 40)
  await page.reload()
  await expect(chat.log).toContainText('You asked: turn 40')
  await chat.textbox.focus()

  await tabTo('Conversation', back, 'div').catch(() => chat.log.focus())
  await expect(chat.log).toBeFocused()
  const top = () => chat.log.evaluate(log => log.scrollTop)
  const end = await top()
  await page.keyboard.press('PageUp')
  await expect.poll(top).toBeLessThan(end)
  await page.keyboard.press('Home')
  await expect.poll(top).toBe(0)
  const count = await chat.log.getByRole('article').count()
  await press('Show older messages')
  await expect.poll(() => chat.log.getByRole('article').count()).toBeGreaterThan(count)
  // The button is gone: the focus is not lost to the page.
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('parley-chat')
  await chat.textbox.focus()
  await press('Jump to latest', back)
  await expect(chat.log.getByRole('article').last()).toBeInViewport()
  await expect(chat.button('Jump to latest')).toBeHidden()
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('parley-chat')
})

test('more conversations are shown by keyboard, and the focus goes into the list when there are no more', async ({
  page,
  setup,
}) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const { press } = keyboardOn(page)
  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.type('first')
  await page.keyboard.press('Enter')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await seedConversations(page, setup, 34)
  await press('Conversations', back)
  const list = chat.panel.getByRole('list', { name: 'Conversations' })
  await expect.poll(() => list.getByRole('listitem').count()).toBeGreaterThan(5)
  for (let pages = 0; (await list.getByRole('listitem').count()) < 35 && pages < 5; pages++) {
    const before = await list.getByRole('listitem').count()
    await chat.panel.getByRole('button', { name: 'Show more' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => list.getByRole('listitem').count()).toBeGreaterThan(before)
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('parley-chat')
  }
  await expect(list.getByRole('listitem')).toHaveCount(35)
  await expect(list).toBeFocused()
})

test('the focus goes into the list of conversations with it, and Escape leads back to the message box', async ({
  page,
  setup,
}) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const { press } = keyboardOn(page)
  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await press('Conversations', back)
  await expect(chat.panel.getByRole('group', { name: 'Conversations' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(chat.textbox).toBeFocused()
})

test('closing gives the focus back to the button of the page that opened, or to the launcher when that is gone', async ({
  page,
  setup,
}) => {
  setup.servePage(
    '/',
    `<h1>x</h1><button onclick="Parley('open')">Ask us</button>${setup.tag('data-title="Ask our docs"')}`,
  )
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const button = page.getByRole('button', { name: 'Ask us' })
  for (const _ of ['first', 'again']) {
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(chat.textbox).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button).toBeFocused()
  }
  await page.keyboard.press('Enter')
  await expect(chat.textbox).toBeFocused()
  await button.evaluate(element => element.remove())
  await page.keyboard.press('Escape')
  await expect(chat.launcher).toBeFocused()
})
