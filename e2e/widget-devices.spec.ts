import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const markdown =
  'markdown Some **bold** and [a link](https://a.example/x).\n\n```ts\nconst a = 1 // c\n```\n\n- [x] done'

/** How much of a box differs from what is around it: what cannot be told apart in a screenshot cannot be seen. */
async function contrastOf(page: Page, name: string): Promise<number> {
  const control = page.getByRole('button', { name, exact: true }).last()
  const picture = (await control.screenshot({ animations: 'disabled' })).toString('base64')
  return page.evaluate(async data => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    const luminances: number[] = []
    for (let index = 0; index < pixels.length; index += 4) {
      const [r = 0, g = 0, b = 0] = Array.from(pixels.slice(index, index + 3), value => {
        const part = value / 255
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      luminances.push(0.2126 * r + 0.7152 * g + 0.0722 * b)
    }
    return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05)
  }, picture)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in forced colours every control and the focus can be seen, ${colorScheme}`, async ({ page, setup }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' })
    await page.goto(setup.origin)
    const chat = chatOn(page)
    expect(await contrastOf(page, 'Open chat')).toBeGreaterThan(4.5)
    await chat.open()
    await chat.ask(markdown)
    await expect(chat.log.locator('[data-code=keyword]')).toHaveCount(1)
    await chat.textbox.fill('text')
    const faint: string[] = []
    for (const name of [
      'Close',
      'Conversations',
      'New conversation',
      'Copy',
      'Good answer',
      'Answer again',
      'Send message',
    ])
      if ((await contrastOf(page, name)) < 4.5) faint.push(name)
    expect(faint).toEqual([])
    // Code has one colour there, the visitor's.
    const colours = await chat.log
      .locator('.code code, .code [data-code]')
      .evaluateAll(all => new Set(all.map(one => getComputedStyle(one).color)).size)
    expect(colours).toBe(1)
    // Boxes that are told apart by their background alone need an edge.
    for (const selector of ['.panel', '.composer-box', '.code', '.bubble'])
      expect([
        selector,
        await chat.panel
          .page()
          .locator(selector)
          .first()
          .evaluate(box => {
            const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth } = getComputedStyle(box)
            return (
              (borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0) ||
              (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0)
            )
          }),
      ]).toEqual([selector, true])
    // The pressed rating is told apart by more than a colour.
    await chat.button('Good answer').click()
    await page.mouse.move(0, 0)
    const pressed = chat.button('Good answer')
    await expect(pressed).toHaveAttribute('aria-pressed', 'true')
    const background = (name: string) => chat.button(name).evaluate(button => getComputedStyle(button).backgroundColor)
    await chat.textbox.focus()
    await expect.poll(() => background('Good answer')).not.toBe(await background('Bad answer'))
    // Wherever Tab goes, an outline or a border shows it.
    const seen = new Set<string>()
    for (let presses = 0; presses < 16; presses++) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(() => {
        const active = document.activeElement?.shadowRoot?.activeElement
        if (!active) return null
        const box = active.closest('.composer-box') ?? active
        const isShown = (element: Element) => {
          const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
          return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor)
        }
        return { name: active.getAttribute('aria-label') ?? active.localName, shown: isShown(active) || isShown(box) }
      })
      if (!focus) continue
      seen.add(focus.name)
      expect(focus).toEqual({ name: focus.name, shown: true })
    }
    expect(seen.size).toBeGreaterThan(6)
    await chat.button('Conversations').click()
    const search = chat.panel.getByRole('searchbox')
    await expect(search).toHaveCSS('border-top-style', 'solid')
    await page.keyboard.press('Escape')
    await chat.textbox.focus()
    const box = page.locator('.composer-box')
    const outline = await box.evaluate(element => {
      const style = getComputedStyle(element)
      const text = getComputedStyle(element.querySelector('textarea')!)
      return [style, text].some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      )
    })
    expect(outline).toBe(true)
  })
}

test('at 400 % zoom the message box and the last words are in sight together, and everything can be done', async ({
  page,
  setup,
}) => {
  // 1280 × 1024 at 400 %, as WCAG 1.4.10 counts it.
  await page.setViewportSize({ width: 320, height: 256 })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(markdown)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect(chat.textbox).toBeInViewport({ ratio: 1 })
  await chat.textbox.fill('A long question.\n'.repeat(30))
  await expect(chat.button('Send message')).toBeInViewport({ ratio: 1 })
  expect(await chat.log.evaluate(log => log.clientHeight)).toBeGreaterThan(40)
  await chat.textbox.fill('')
  await chat.log.evaluate(log => log.scrollTo(0, 0))
  await expect(chat.log.locator('.bubble').first()).toBeInViewport()
  // It comes a moment after the scrolling; between a pointer's down and up it would take the click.
  await expect(chat.button('Jump to latest')).toBeVisible()
  await chat.button('Bad answer').click()
  const comment = chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' })
  await comment.scrollIntoViewIfNeeded()
  await comment.fill('Too small.')
  await chat.button('Send feedback').click()
  await expect(page.getByText('Thank you.')).toBeVisible()
  await chat.button('Conversations').click()
  await chat.panel.getByRole('button', { name: /^Rename/ }).click()
  await expect(chat.panel.getByRole('textbox', { name: 'Title' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  const overflow = await chat.panel.evaluate(panel =>
    [...panel.querySelectorAll('*')]
      .filter(
        one =>
          one.scrollWidth > one.clientWidth + 1 &&
          getComputedStyle(one).overflowX === 'visible' &&
          !one.closest('.visually-hidden, pre, svg'),
      )
      .map(one => one.className),
  )
  expect(overflow).toEqual([])
  await chat.button('Close chat').click()
  await expect(chat.launcher).toBeInViewport({ ratio: 1 })
})

test('on a phone with a notch no control is under it', async ({ page, setup }) => {
  await page.setViewportSize({ width: 390, height: 780 })
  const session = await page.context().newCDPSession(page)
  const insets = { top: 47, bottom: 34, left: 20, right: 20 }
  await session.send('Emulation.setSafeAreaInsetsOverride' as never, { insets } as never)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const launcher = (await chat.launcher.boundingBox())!
  expect(launcher.y + launcher.height).toBeLessThanOrEqual(780 - insets.bottom)
  expect(launcher.x + launcher.width).toBeLessThanOrEqual(390 - insets.right)
  await chat.open()
  await chat.ask(markdown)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  for (const name of ['Close chat', 'Conversations', 'Send message']) {
    const box = (await chat.button(name).boundingBox())!
    expect(box.y, name).toBeGreaterThanOrEqual(insets.top)
    expect(box.y + box.height, name).toBeLessThanOrEqual(780 - insets.bottom)
    expect(box.x, name).toBeGreaterThanOrEqual(insets.left)
    expect(box.x + box.width, name).toBeLessThanOrEqual(390 - insets.right)
  }
})

test('the on-screen keyboard of a phone covers neither the message box nor the end of the conversation', async ({
  page,
  setup,
}) => {
  await page.setViewportSize({ width: 390, height: 780 })
  // What iOS does: the window stays, and only the visual viewport becomes smaller and moves.
  await page.addInitScript(() => {
    const viewport = Object.assign(new EventTarget(), {
      width: 390,
      height: 780,
      offsetTop: 0,
      offsetLeft: 0,
      pageTop: 0,
      pageLeft: 0,
      scale: 1,
    })
    Object.defineProperty(window, 'visualViewport', { value: viewport })
    Object.assign(window, {
      keyboard(height: number, offsetTop: number) {
        Object.assign(viewport, { height: 780 - height, offsetTop })
        viewport.dispatchEvent(new Event('resize'))
        viewport.dispatchEvent(new Event('scroll'))
      },
    })
  })
  const keyboard = (height: number, offsetTop = 0) =>
    page.evaluate(
      ([height, top]) => (window as unknown as { keyboard(height: number, top: number): void }).keyboard(height!, top!),
      [height, offsetTop],
    )
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(`markdown ${'A paragraph.\n\n'.repeat(30)}The last words.`)
  await expect(chat.log.locator(answers)).toHaveCount(1)
  for (const [height, top] of [
    [336, 0],
    [336, 120],
    [0, 0],
  ] as const) {
    await keyboard(height, top)
    await expect
      .poll(async () => {
        const box = (await page.locator('.composer-box').boundingBox())!
        const header = (await page.locator('.header').boundingBox())!
        const words = (await chat.log.locator('.message-actions').last().boundingBox())!
        return [box.y + box.height <= 780 - height + top, header.y >= top, words.y + words.height <= box.y]
      })
      .toEqual([true, true, true])
  }
})

test('who wants less motion gets none', async ({ page, setup }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('slow 200')
  await expect(chat.log).toContainText('word3')
  const moving = () =>
    page.evaluate(() => {
      const root = document.querySelector('parley-chat')!.shadowRoot!
      return (root as unknown as Document)
        .getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && Number(effect!.getComputedTiming().endTime) > 10)
        .length
    })
  for (let looks = 0; looks < 5; looks++) {
    expect(await moving()).toBe(0)
    await page.waitForTimeout(60)
  }
  expect(await chat.log.evaluate(log => getComputedStyle(log).scrollBehavior)).toBe('auto')
  // The same look finds the motion that others get.
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await chat.button('Stop generating').click()
  await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()
  await chat.button('Close').click()
  await chat.launcher.click()
  await chat.ask('slow 100')
  await expect.poll(moving, { intervals: [20] }).toBeGreaterThan(0)
})

test('in forced colours the list tells which conversation is open', async ({ page, setup }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('one')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.button('New conversation').click()
  await chat.ask('two')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.button('Conversations').click()
  const items = chat.panel.getByRole('listitem')
  await expect(items).toHaveCount(2)
  expect(await items.evaluateAll(all => all.map(item => getComputedStyle(item).outlineStyle))).toEqual([
    'solid',
    'none',
  ])
})

test('on any accent words can be read: on it, in its colour, and in its colour on a little of it', async ({
  page,
  setup,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('markdown 1. [one](https://a.example/)')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  const measured = await page.evaluate(() => {
    const host = document.querySelector<HTMLElement>('parley-chat')!
    const find = (part: string) => host.shadowRoot!.querySelector(part)!
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
    const luminanceOf = (colour: string) => {
      context.fillStyle = colour
      context.fillRect(0, 0, 1, 1)
      const [r, g, b] = Array.from(context.getImageData(0, 0, 1, 1).data, value => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      }) as [number, number, number, number]
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const contrast = (one: string, other: string) => {
      const [dark, light] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number]
      return (light + 0.05) / (dark + 0.05)
    }
    const of = (part: string, pseudo?: string) => getComputedStyle(find(part), pseudo)
    const accents: string[] = []
    for (let r = 0; r < 256; r += 51)
      for (let g = 0; g < 256; g += 51) for (let b = 0; b < 256; b += 51) accents.push(`rgb(${r}, ${g}, ${b})`)
    const low = { onAccent: 0, launcher: 0, link: 0, number: 0 }
    let least = 21
    for (const accent of accents) {
      host.style.setProperty('--parley-accent', accent)
      const onAccent = contrast(of('.bubble').color, accent)
      least = Math.min(least, onAccent)
      if (onAccent < 4.5) low.onAccent += 1
      if (contrast(of('.launcher').color, accent) < 4.5) low.launcher += 1
      if (contrast(of('.markdown a').color, '#fff') < 4.5) low.link += 1
      const { color, backgroundColor } = of('.source-number')
      if (contrast(color, '#fff') < 4.5 || contrast(color, backgroundColor) < 4.5) low.number += 1
    }
    return { low, least, all: accents.length, marker: contrast(of('.markdown li', '::marker').color, '#fff') }
  })
  const { low, least, all, marker } = measured
  // Black and white have no more to give for the few that are left.
  expect(low.onAccent / all).toBeLessThan(0.03)
  expect(low.launcher).toBe(low.onAccent)
  expect(least).toBeGreaterThan(4)
  expect([low.link, low.number]).toEqual([0, 0])
  expect(marker).toBeGreaterThan(4.5)
})
