import type { Locator, Page } from '@playwright/test'
import { bundleApp } from './apps/bundleApp.ts'
import { chatOn, expect, replying, test } from './fixtures.ts'
import { inlinePage, inlinePages } from './hosts/inlinePages.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const region = (page: Page): Locator => page.getByRole('region', { name: 'Ask our docs' })

/** Left, top, width and height of the chat, when it is drawn. */
async function boxOf(panel: Locator) {
  await panel.getByRole('textbox').waitFor()
  const { x, y, width, height } = (await panel.boundingBox())!
  return [x, y, width, height]
}

test.describe('the page lays an inline chat out', () => {
  for (const [name, body, box] of inlinePages) {
    test(name, async ({ page, setup }) => {
      await page.setViewportSize({ width: 1000, height: 800 })
      setup.servePage('/inline', inlinePage(setup, body))
      await page.goto(`${setup.origin}/inline`)
      expect(await boxOf(region(page))).toEqual(box)
      // However much is said: it scrolls inside.
      await region(page).getByRole('textbox').fill('words 600')
      await page.keyboard.press('Enter')
      await expect(region(page).locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
      expect(await boxOf(region(page))).toEqual(box)
    })
  }
})

test("the page lays React's panel and parts out by their class", async ({ page, setup }) => {
  const app = await bundleApp('chatPanel.tsx')
  setup.servePage(
    '/react',
    `<!doctype html><html lang="en"><title>x</title>
     <style>body { margin: 0 } .chat { height: 600px; margin: 0 40px; color: red; font: 40px serif } .parts { width: 300px; margin: 9px } div:empty { display: none }</style>
     <body data-base-url="${setup.server.url}" data-key="${setup.server.publishableKey}"><div id="app"> </div>
     <script type="module">${app}</script></body></html>`,
  )
  await page.setViewportSize({ width: 1000, height: 800 })
  await page.goto(`${setup.origin}/react`)
  expect(await boxOf(region(page))).toEqual([40, 0, 920, 600])
  await expect(region(page)).toHaveCSS('font-size', '15px')
  expect(await page.locator('.parts').boundingBox()).toMatchObject({ x: 9, y: 609, width: 300 })
  // Parts have a ground of their own: a page that knows no dark would leave light text on white.
  await page.emulateMedia({ colorScheme: 'dark' })
  const parts = page.locator('.parts .surface')
  await expect(parts).toHaveCSS('color', 'rgb(237, 237, 242)')
  await expect(parts).toHaveCSS('background-color', 'rgb(22, 22, 26)')
  await page.addStyleTag({ content: '.chat { display: none }' })
  await expect(region(page)).toHaveCount(0)
})

test.describe('the page hides a chat', () => {
  for (const mode of ['floating', 'inline'])
    for (const [name, head, attribute] of [
      ['by the hidden attribute', '', 'hidden'],
      ['by hidden, where everything else is shown', '<style>* { display: block !important }</style>', 'hidden'],
      ['by its style', '', 'style="display: none"'],
      ['by a rule', '<style>.off { display: none }</style>', 'class="off"'],
      ['by its visibility', '<style>.off { visibility: hidden }</style>', 'class="off"'],
    ] as const)
      test(`that is ${mode} ${name}`, async ({ page, setup }) => {
        const key = `data-publishable-key="${setup.server.publishableKey}"`
        setup.servePage(
          '/hidden',
          `${head}<parley-chat ${attribute} data-mode="${mode}" data-title="Ask our docs" ${key}></parley-chat>
           <script async src="${setup.server.url}/embed/parley.js"></script>`,
        )
        await page.goto(`${setup.origin}/hidden`)
        const shown = mode === 'inline' ? region(page).getByRole('textbox') : chatOn(page).launcher
        await page.waitForFunction(() => customElements.get('parley-chat'))
        await page.waitForTimeout(300)
        await expect(shown).toHaveCount(0)
        await page.locator('parley-chat').evaluate(element => {
          for (const name of ['hidden', 'style', 'class']) element.removeAttribute(name)
        })
        await expect(shown).toBeVisible()
      })
})

test('a greeting that is longer than the panel is read from its beginning', async ({ page, setup }) => {
  const questions = JSON.stringify(Array.from({ length: 12 }, (_, index) => `What is question number ${index}?`))
  setup.servePage('/', setup.tag(`data-title="Ask our docs" data-suggestions='${questions}'`))
  await page.setViewportSize({ width: 320, height: 568 })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await expect(chat.log.getByRole('heading')).toBeInViewport()
  await page.setViewportSize({ width: 320, height: 400 })
  await page.waitForTimeout(200)
  expect(await chat.log.evaluate(log => log.scrollTop)).toBe(0)
  // What is said is followed as ever.
  await chat.ask('words 300')
  await expect(chat.log).toContainText('word299')
  await expect.poll(() => chat.log.evaluate(log => log.scrollHeight - log.clientHeight - log.scrollTop)).toBeLessThan(2)
})

test('a long placeholder is read whole, and the box is small again with a short draft', async ({ page, setup }) => {
  const placeholder = 'Ask about billing, shipping, returns or anything else that you want to know'
  setup.servePage('/', setup.tag(`data-title="Ask our docs" data-placeholder="${placeholder}"`))
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  const heights = () => chat.textbox.evaluate(box => [box.clientHeight, box.scrollHeight])
  const [height, needed] = await heights()
  expect(height).toBe(needed)
  expect(height).toBeGreaterThan(50)
  await chat.textbox.fill('Hi')
  expect((await heights())[0]).toBe(36)
})

test('the two answers to the question before deleting stand side by side, however long the words', async ({
  page,
  setup,
}) => {
  setup.servePage('/', setup.tag('data-title="Ask our docs" data-locale="de"'))
  await page.setViewportSize({ width: 320, height: 568 })
  await page.goto(setup.origin)
  const panel = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Chat öffnen' }).click()
  await panel.getByRole('textbox').fill('hallo')
  await page.keyboard.press('Enter')
  await expect(panel.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
  await panel.getByRole('button', { name: 'Unterhaltungen' }).click()
  await panel.getByRole('button', { name: /löschen/ }).click()
  const tops = await panel
    .getByRole('group')
    .getByRole('button')
    .evaluateAll(all => all.map(one => one.getBoundingClientRect().top))
  expect(tops).toHaveLength(2)
  expect(tops[0]).toBe(tops[1])
})
