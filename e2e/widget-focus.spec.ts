import type { Locator, Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

/** A page that counts the keys that reach it, with the chat open. */
async function openOn(page: Page, origin: string) {
  await page.goto(origin)
  const chat = chatOn(page)
  await chat.open()
  return chat
}

const pressOn = async (control: Locator) => {
  await control.focus()
  await control.page().keyboard.press('Enter')
}

test.describe('what had the focus goes away, and the focus stays in the chat', () => {
  test('with what is sent and stopped, in the message box', async ({ page, setup }) => {
    const chat = await openOn(page, setup.origin)
    await chat.textbox.fill('slow 20')
    await pressOn(chat.button('Send message'))
    await expect(chat.log).toContainText('word2')
    await expect(chat.textbox).toBeFocused()
    // The answer ends by itself.
    await chat.button('Stop generating').focus()
    await expect(chat.log.locator(answers)).toHaveCount(1)
    await expect(chat.textbox).toBeFocused()
    await chat.textbox.fill('again')
    await chat.button('Send message').click()
    await expect(chat.log.locator(answers)).toHaveCount(2)
    await page.keyboard.type('next')
    await expect(chat.textbox).toHaveValue('next')
  })

  test('and with the chat, when that is closed right after its list', async ({ page, setup }) => {
    const chat = await openOn(page, setup.origin)
    for (let time = 0; time < 5; time++) {
      await chat.button('Conversations').click()
      await expect(chat.panel.getByText('No conversations yet.')).toBeVisible()
      // Two keys within a frame: a fast hand, or a page that is busy.
      await page.evaluate(async () => {
        const root = document.querySelector('parley-chat')!.shadowRoot!
        for (const _ of ['the list', 'the chat']) {
          const key = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true })
          root.activeElement!.dispatchEvent(key)
          await new Promise(resolve => setTimeout(resolve))
        }
      })
      await expect(chat.launcher).toHaveAttribute('aria-expanded', 'false')
      await page.waitForTimeout(400)
      await expect(chat.launcher).toBeFocused()
      await chat.open()
    }
  })

  test('with a suggestion, in the conversation', async ({ page, setup }) => {
    setup.servePage('/', setup.tag(`data-title="Ask our docs" data-suggestions='["One?","Two?"]'`))
    const chat = await openOn(page, setup.origin)
    await pressOn(chat.button('One?'))
    await expect(chat.log.locator(answers)).toHaveCount(1)
    await expect(chat.log).toBeFocused()
  })

  test('with the form for a comment, on the rating that asked for it', async ({ page, setup }) => {
    const chat = await openOn(page, setup.origin)
    await chat.ask('hello')
    await expect(chat.log.locator(answers)).toHaveCount(1)
    const bad = chat.button('Bad answer')
    const comment = chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' })
    const ask = async () => {
      if ((await bad.getAttribute('aria-pressed')) === 'true') await bad.click()
      await bad.click()
      await comment.fill('It was cold.')
    }
    for (const leave of [
      () => comment.press('Escape'),
      () => pressOn(chat.log.getByRole('button', { name: 'Close' })),
      () => pressOn(chat.button('Send feedback')),
    ]) {
      await ask()
      await leave()
      await expect(comment).toHaveCount(0)
      await expect(bad).toBeFocused()
    }
    await page.keyboard.press('Escape')
    await expect(chat.panel).toBeHidden()
  })

  test('with the chat that is refused, on the panel, which Escape closes, and back in the message box', async ({
    page,
    setup,
  }) => {
    let isAway = true
    await page.route('**/v1/chatSessions', route =>
      isAway ? route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' } }) : route.continue(),
    )
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await pressOn(chat.launcher)
    await expect(page.getByText('The chat is not available right now.')).toBeVisible({ timeout: 60_000 })
    await expect(chat.panel).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(chat.launcher).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(chat.panel).toBeFocused()
    await chat.button('Try again').focus()
    isAway = false
    await page.keyboard.press('Enter')
    await expect(chat.textbox).toBeFocused()
  })

  for (const [what, path, name] of [
    ['a conversation', /\/messages/, undefined],
    ['the list', /\/v1\/conversations(\?|$)/, 'Conversations'],
  ] as const)
    test(`with what loads ${what} again`, async ({ page, setup }) => {
      const chat = await openOn(page, setup.origin)
      await chat.ask('hello')
      await expect(chat.log.locator(answers)).toHaveCount(1)
      await page.route(path, route =>
        route.fulfill({ status: 404, body: '{}', headers: { 'access-control-allow-origin': '*' } }),
      )
      if (name) await chat.button(name).click()
      else await page.reload()
      await chat.button('Try again').waitFor()
      await page.unroute(path)
      await pressOn(chat.button('Try again'))
      const place = name ? chat.panel.getByRole('group', { name }) : chat.log
      await expect(place).toContainText('hello')
      await expect(place).toBeFocused()
    })

  test('and a tap on a button of the message box leaves the on-screen keyboard as it is', async ({
    browser,
    setup,
  }) => {
    const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 664 } })
    const page = await context.newPage()
    const chat = await openOn(page, setup.origin)
    const events = await chat.textbox.evaluateHandle(box => {
      const events: string[] = []
      for (const type of ['focus', 'blur']) box.addEventListener(type, () => events.push(type))
      return events
    })
    await chat.textbox.fill('slow 200')
    await chat.button('Send message').tap()
    await expect(chat.log).toContainText('word2')
    await chat.textbox.evaluate(box => box.blur())
    await chat.button('Stop generating').tap()
    await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()
    expect(await events.jsonValue()).toEqual(['blur'])
    await context.close()
  })
})

test('a focus that the page has, or nobody, stays there', async ({ page, setup }) => {
  setup.servePage('/', `<h1>A site</h1><button>Page</button>${setup.tag('data-title="Ask our docs"')}`)
  const chat = await openOn(page, setup.origin)
  for (const leave of [() => page.getByRole('button', { name: 'Page' }).focus(), () => page.mouse.click(5, 5)]) {
    await chat.ask('slow 20')
    await chat.button('Stop generating').focus()
    await leave()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const before = await focused()
    await expect(chat.button('Stop generating')).toHaveCount(0)
    expect(await focused()).toBe(before)
    expect(await page.evaluate(() => document.activeElement?.localName)).not.toBe('parley-chat')
  }
})

test('on a phone Tab reaches the search box of the list, and does not leave the panel behind it', async ({
  page,
  setup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const chat = await openOn(page, setup.origin)
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.button('Conversations').click()
  const search = chat.panel.getByRole('searchbox')
  await search.fill('no such title')
  await expect(page.getByText('Nothing found.')).toBeVisible()
  for (const name of ['Back to the chat', 'New conversation', 'Close chat']) {
    await page.keyboard.press('Tab')
    await expect(chat.button(name)).toBeFocused()
  }
  await page.keyboard.press('Tab')
  await expect(search).toBeFocused()
  // From the panel itself, which has no place in the order.
  await chat.panel.focus()
  await page.keyboard.press('Shift+Tab')
  await expect(search).toBeFocused()
})

test('Escape and Enter of an input method stay its own', async ({ page, setup }) => {
  const chat = await openOn(page, setup.origin)
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  /** As Chromium and Firefox tell of it, and as Safari does. */
  const compose = async (box: Locator, text: string) => {
    await box.fill(text)
    for (const isComposing of [true, false])
      for (const key of ['Escape', 'Enter'])
        await box.evaluate((box, init) => box.dispatchEvent(new KeyboardEvent('keydown', init)), {
          key,
          isComposing,
          keyCode: 229,
          bubbles: true,
          composed: true,
          cancelable: true,
        })
    await page.waitForTimeout(300)
    await expect(box).toHaveValue(text)
  }
  await compose(chat.textbox, 'にほんご')
  await chat.button('Bad answer').click()
  await compose(chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' }), 'かんじ')
  await chat.button('Conversations').click()
  await compose(chat.panel.getByRole('searchbox'), 'hel')
  await chat.panel.getByRole('button', { name: /^Rename/ }).click()
  await compose(chat.panel.getByRole('textbox', { name: 'Title' }), '新しい')
  await expect(chat.panel).toBeVisible()
})

test('Escape on the launcher closes the chat that is open', async ({ page, setup }) => {
  const chat = await openOn(page, setup.origin)
  await page.getByRole('button', { name: 'Close chat' }).focus()
  await page.keyboard.press('Escape')
  await expect(chat.panel).toBeHidden()
  await expect(chat.launcher).toBeFocused()
})
