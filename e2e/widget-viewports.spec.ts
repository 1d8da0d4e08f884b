import type { CDPSession, Page } from '@playwright/test'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

const serve = (setup: Setup, head = '', attributes = '') =>
  setup.servePage(
    '/',
    `<!doctype html><html lang="en"><head><title>x</title><meta name="viewport" content="width=device-width">${head}</head>
     <body style="margin:0"><p style="height:4000px">A long page</p>${setup.tag(`data-title="Ask our docs" ${attributes}`)}</body></html>`,
  )

for (const [name, attributes] of [
  ['floating', ''],
  ['sidebar', 'data-mode="sidebar"'],
] as const)
  test(`on a page with a zoom of its own everything of the chat is in the window, ${name}`, async ({ page, setup }) => {
    serve(setup, '<style>html { zoom: 1.5 }</style>', attributes)
    await page.goto(setup.origin)
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 390, height: 664 },
    ]) {
      await page.setViewportSize(viewport)
      const chat = chatOn(page)
      await chat.open()
      await expect(chat.textbox).toBeInViewport({ ratio: 1 })
      await expect(chat.button('Conversations')).toBeInViewport({ ratio: 1 })
      await expect(chat.panel).toBeInViewport({ ratio: 0.99 })
      await page.keyboard.press('Escape')
      await expect(chat.panel).toBeHidden()
    }
  })

for (const [width, height] of [
  [546, 255],
  [1024, 200],
  [667, 331],
] as const)
  test(`in a low window of ${width} × ${height} there is room for the conversation`, async ({ page, setup }) => {
    await page.setViewportSize({ width, height })
    serve(setup)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('words 60')
    await expect(chat.log.locator(answers)).toHaveCount(1)
    expect(await chat.log.evaluate(log => log.clientHeight)).toBeGreaterThan(80)
    await expect(chat.textbox).toBeInViewport({ ratio: 1 })
    await expect(chat.launcher).toHaveCount(0)
    await chat.button('Close chat').click()
    await expect(chat.launcher).toBeFocused()
  })

test('a sidebar covers its launcher, which nobody reaches meanwhile', async ({ page, setup }) => {
  await page.setViewportSize({ width: 900, height: 700 })
  serve(setup, '', 'data-mode="sidebar"')
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.focus()
  await page.keyboard.press('Enter')
  await expect(chat.textbox).toBeFocused()
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(1)
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    const active = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? '')
    expect(active).not.toBe('launcher')
  }
  // Beside it the page goes on: it is no modal.
  expect(await chat.panel.getAttribute('aria-modal')).toBe(null)
  await chat.button('Close chat').click()
  await expect(chat.launcher).toBeFocused()
  // Turned into a floating one it has its launcher beside it again.
  await chat.open()
  await page.evaluate(() => window.Parley!('update', { mode: 'floating' }))
  await expect(page.locator('.launcher')).toBeVisible()
})

test('whoever zooms in with two fingers sees the chat as it was, larger', async ({ page, setup }) => {
  await page.setViewportSize({ width: 390, height: 664 })
  await page.addInitScript(() => {
    const viewport = Object.assign(new EventTarget(), { width: 390, height: 664, offsetTop: 0, scale: 1 })
    Object.defineProperty(window, 'visualViewport', { value: viewport })
    Object.assign(window, {
      pinch(scale: number, offsetTop: number) {
        Object.assign(viewport, { scale, offsetTop, width: 390 / scale, height: 664 / scale })
        viewport.dispatchEvent(new Event('resize'))
      },
    })
  })
  serve(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  const whole = { x: 0, y: 0, width: 390, height: 664 }
  await expect.poll(() => chat.panel.boundingBox()).toEqual(whole)
  await page.evaluate(() => (window as unknown as { pinch(scale: number, top: number): void }).pinch(2.5, 200))
  expect(await chat.panel.boundingBox()).toEqual(whole)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 664 }, isMobile: true, hasTouch: true })

  /** How far a swipe moves the page behind. */
  async function swipe(page: Page, session: CDPSession, x: number, y: number, by: number) {
    await page.evaluate(() => scrollTo(0, 500))
    const touch = (type: string, at?: number) =>
      session.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: at === undefined ? [] : [{ x, y: at }],
      })
    await touch('touchStart', y)
    for (let step = 1; step <= 10; step++) {
      await touch('touchMove', y + (by * step) / 10)
      await page.waitForTimeout(16)
    }
    await touch('touchEnd')
    await page.waitForTimeout(500)
    return page.evaluate(() => Math.round(scrollY) - 500)
  }

  test('no swipe over the open chat moves the page behind it', async ({ page, setup }) => {
    serve(setup)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.launcher.tap()
    await chat.textbox.waitFor()
    const session = await page.context().newCDPSession(page)
    expect(await swipe(page, session, 150, 30, 200), 'header').toBe(0)
    expect(await swipe(page, session, 190, 655, -200), 'below the message box').toBe(0)
    expect(await swipe(page, session, 190, 300, -200), 'greeting').toBe(0)
    await chat.ask('words 300')
    await expect(chat.log.locator(answers)).toHaveCount(1)
    const top = () => chat.log.evaluate(log => log.scrollTop)
    const before = await top()
    expect(await swipe(page, session, 190, 200, 200), 'conversation').toBe(0)
    expect(await top()).toBeLessThan(before)
  })

  test('the launcher at the other side keeps out of the notch, and the panel above the edge', async ({
    page,
    setup,
  }) => {
    await page.setViewportSize({ width: 700, height: 600 })
    const session = await page.context().newCDPSession(page)
    const insets = { top: 0, bottom: 30, left: 50, right: 50 }
    await session.send('Emulation.setSafeAreaInsetsOverride' as never, { insets } as never)
    serve(setup, '', 'data-position="start"')
    await page.goto(setup.origin)
    const chat = chatOn(page)
    expect((await chat.launcher.boundingBox())!.x).toBe(70)
    await chat.launcher.tap()
    await chat.textbox.waitFor()
    await expect.poll(async () => (await chat.panel.boundingBox())!.y).toBeGreaterThanOrEqual(20)
  })
})
