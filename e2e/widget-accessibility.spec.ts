import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const markdown =
  'markdown # Title\n\nSome **bold** and [a link](https://a.example/x), `code`.\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\n```ts\nconst a = 1\n```\n\n1. one\n2. two'

async function violationsOn(page: Page, state: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('parley-chat')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.map(({ id, nodes }) => `${state}: ${id} ${nodes.map(node => node.target.join(' ')).join('; ')}`)
}

const variants = [
  { name: 'light', attributes: 'data-theme="light"', dir: 'ltr', width: 1_200 },
  { name: 'dark', attributes: 'data-theme="dark"', dir: 'ltr', width: 1_200 },
  { name: 'right to left', attributes: 'data-theme="light"', dir: 'rtl', width: 1_200 },
  { name: '320 px', attributes: 'data-theme="light"', dir: 'ltr', width: 320 },
]
for (const { name, attributes, dir, width } of variants) {
  test(`axe finds nothing in any state, ${name}`, async ({ page, setup, context }) => {
    test.setTimeout(90_000)
    setup.servePage(
      '/',
      `<!doctype html><html lang="en" dir="${dir}"><title>x</title><main><h1>x</h1></main>${setup.tag(
        `data-title="Ask our docs" ${attributes} data-suggestions='["What does it cost?","Where is my parcel?"]'`,
      )}</html>`,
    )
    // Colours in the middle of a fade have no contrast.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    await page.goto(setup.origin)
    const found: string[] = []
    let states = 0
    const check = async (state: string) => {
      states += 1
      found.push(...(await violationsOn(page, state)))
    }
    const chat = chatOn(page)
    await chat.launcher.waitFor()
    await check('closed')
    await chat.open()
    await check('empty')
    await chat.ask('slow 400')
    await expect(chat.log).toContainText('word2')
    await check('writing')
    await chat.button('Stop generating').click()
    await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()
    await check('stopped')
    await chat.ask(markdown)
    await expect(chat.log.locator(answers)).toHaveCount(1)
    await check('answered')
    await chat.button('Bad answer').last().click()
    await check('feedback')
    await chat.button('Edit').last().click()
    await check('editing')
    await chat.button('Cancel').click()
    await chat.ask('interrupt')
    await expect(chat.log.locator('[data-status=interrupted]').first()).toBeVisible()
    await check('interrupted')
    await chat.ask('fail')
    await expect(page.getByText('Something went wrong while answering.')).toBeVisible()
    await check('failed')
    await chat.log.evaluate(log => log.scrollTo(0, 0))
    await expect(chat.button('Jump to latest')).toBeVisible()
    await check('scrolled up')
    await context.setOffline(true)
    await expect(page.getByText('You are offline.')).toBeVisible()
    await check('offline')
    await context.setOffline(false)
    await chat.button('Conversations').click()
    await expect(chat.panel.getByRole('listitem')).toHaveCount(1)
    await check('conversations')
    await chat.panel.getByRole('button', { name: /^Rename/ }).click()
    await check('renaming')
    await page.keyboard.press('Escape')
    await chat.panel.getByRole('button', { name: /^Delete/ }).click()
    await check('deleting')
    await chat.button('Cancel').click()
    await chat.panel.getByRole('searchbox').fill('no such title')
    await expect(page.getByText('Nothing found.')).toBeVisible()
    await check('nothing found')
    await page.goto(setup.refusedOrigin)
    await chatOn(page).launcher.click()
    await expect(page.getByText('The chat is not available on this page.')).toBeVisible()
    await check('refused')
    expect(found).toEqual([])
    expect(states).toBe(16)
  })
}

test('a reply of 500 words changes live regions at most three times', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await page.evaluate(() => {
    const counted = window as unknown as { changes: string[] }
    counted.changes = []
    const root = document.querySelector('parley-chat')!.shadowRoot!
    new MutationObserver(records => {
      const regions = new Set<string>()
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        const region = element?.closest('[role=status],[role=alert],[aria-live]:not([aria-live=off])')
        if (region) regions.add(region.textContent)
      }
      counted.changes.push(...regions)
    }).observe(root, { subtree: true, childList: true, characterData: true })
  })
  // A log speaks by itself unless it is told not to: the answer would be heard while it comes, and again at its end.
  await expect(chat.log).toHaveAttribute('aria-live', 'off')
  expect(await chat.log.locator('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]').count()).toBe(
    0,
  )
  await chat.ask('words 500')
  await expect(chat.log.locator(answers)).toContainText('word499')
  const spoken = chat.panel.getByRole('status').filter({ hasText: 'Answer complete' })
  await expect(spoken).toHaveCount(1)
  // Then it goes: who reads on below the conversation does not find the answer twice.
  await expect(spoken).toHaveCount(0, { timeout: 30_000 })
  const changes = await page.evaluate(() => (window as unknown as { changes: string[] }).changes)
  expect(changes.length).toBeGreaterThanOrEqual(2)
  expect(changes.length).toBeLessThanOrEqual(3)
  expect(changes[0]).toBe('The assistant is answering.')
  expect(changes[1]).toMatch(/^Answer complete: word0 word1/)
  expect(changes[2] ?? '').toBe('')
  await chat.ask('markdown # A **title**\n\n- [a link](https://a.example/x)\n\n```ts\nconst a = 1\n```')
  await expect(
    chat.panel.getByRole('status').filter({ hasText: 'Answer complete: A title a link (code)' }),
  ).toHaveCount(1)
})

test('everything is done by keyboard alone', async ({ page, setup, context }) => {
  test.setTimeout(60_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  setup.servePage('/', `<h1>x</h1>${setup.tag(`data-title="Ask our docs" data-suggestions='["A suggestion"]'`)}`)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.waitFor()
  const focused = () =>
    page.evaluate(() => {
      const active = document.activeElement?.shadowRoot?.activeElement
      return active?.getAttribute('aria-label') ?? active?.closest('label')?.textContent ?? active?.textContent ?? ''
    })
  const tabTo = async (name: string | RegExp, key = 'Tab') => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press(key)
      const now = await focused()
      if (typeof name === 'string' ? now === name : name.test(now)) return
    }
    throw new Error(`${String(name)} is out of reach of the keyboard; the focus is on ${await focused()}.`)
  }
  const press = async (name: string | RegExp, key?: string) => {
    await tabTo(name, key)
    await page.keyboard.press('Enter')
  }
  const back = 'Shift+Tab'

  await press('Open chat')
  await expect(chat.textbox).toBeFocused()
  await press('A suggestion', back)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.textbox.focus()
  await page.keyboard.type('slow 300')
  await page.keyboard.press('Enter')
  await expect(chat.log).toContainText('word2')
  await press('Stop generating')
  await expect(chat.textbox).toBeFocused()
  await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()

  await press('Answer again', back)
  await expect(chat.log).toContainText('word5')
  await chat.textbox.focus()
  await press('Stop generating')
  await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()
  await press('Copy', back)
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('word1')
  await press('Good answer')
  await expect(chat.button('Good answer').last()).toHaveAttribute('aria-pressed', 'true')
  await press('Bad answer')
  await tabTo('What was missing or wrong?')
  await page.keyboard.type('It never ended.')
  await press('Send feedback')
  await expect(page.getByText('Thank you.')).toBeVisible()

  await chat.textbox.focus()
  await press('Edit', back)
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('edited')
  await page.keyboard.press('Enter')
  await expect(chat.log.locator(answers).last()).toContainText('You asked: edited')

  await press('Conversations', back)
  await tabTo('Search by title')
  await page.keyboard.type('sugg')
  await press(/^Rename/)
  await page.keyboard.type('Suggested by keyboard')
  await page.keyboard.press('Enter')
  await expect(chat.panel.getByRole('list', { name: 'Conversations' })).toContainText('Suggested by keyboard')
  await tabTo('Search by title', back)
  await page.keyboard.press('Escape')
  await press(/^Suggested by keyboard/)
  await expect(chat.textbox).toBeFocused()
  await press('New conversation', back)
  await expect(chat.textbox).toBeFocused()
  await expect(chat.log.locator('[data-role]')).toHaveCount(0)
  await press('Conversations', back)
  await press(/^Delete/)
  await press('Delete')
  await expect(page.getByText('No conversations yet.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(chat.launcher).toBeFocused()
})

test('targets are at least 24 px, and no shortcut of the page is taken', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(markdown)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  const small = await chat.panel
    .locator('button, summary, a.source')
    .evaluateAll(all =>
      all
        .map(element => ({ name: element.getAttribute('aria-label'), box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24)),
    )
  expect(small).toEqual([])
  const taken = await page.evaluate(() => {
    const taken: string[] = []
    for (const key of ['k', 'f', '/', 'p', 's', 'Escape', 'Tab', 'Enter'])
      for (const modifiers of [{}, { ctrlKey: true }, { metaKey: true }]) {
        const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })
        document.body.dispatchEvent(event)
        if (event.defaultPrevented) taken.push(key)
      }
    return taken
  })
  expect(taken).toEqual([])
  // Nor does the page take what is typed here for shortcuts of its own; those with a modifier reach it.
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    document.addEventListener('keydown', event => void heard.push(event.key))
  })
  await chat.textbox.focus()
  await page.keyboard.type('/s?')
  await page.keyboard.press('Control+k')
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(['Control', 'k'])
  await expect(chat.textbox).toHaveValue('/s?')
})

test('at 400 % zoom everything is in reach and nothing scrolls sideways', async ({ page, setup }) => {
  // 1280 × 1024 at 400 %, as WCAG 1.4.10 counts it.
  await page.setViewportSize({ width: 320, height: 256 })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(markdown)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  for (const name of ['Close chat', 'Conversations', 'Send message']) await expect(chat.button(name)).toBeInViewport()
  const sizes = await chat.log.evaluate(log => [log.scrollWidth - log.clientWidth, log.clientHeight])
  expect(sizes[0]).toBe(0)
  expect(sizes[1]).toBeGreaterThan(80)
})

test('what is said on the way is said by regions that were there before', async ({ page, setup, context }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  const mark = () =>
    page.evaluate(() => {
      const regions = document.querySelector('parley-chat')!.shadowRoot!.querySelectorAll('[role=status]')
      for (const region of regions) region.setAttribute('data-was', '')
    })
  const speaks = (text: string) =>
    expect(chat.panel.locator('[role=status][data-was]', { hasText: text })).toHaveCount(1)
  await mark()
  await context.setOffline(true)
  await speaks('You are offline.')
  await speaks('You can send when you are online again.')
  await context.setOffline(false)
  await chat.button('Conversations').click()
  await chat.panel.getByRole('searchbox').waitFor()
  await mark()
  await chat.panel.getByRole('searchbox').fill('no such title')
  await speaks('Nothing found.')
})
