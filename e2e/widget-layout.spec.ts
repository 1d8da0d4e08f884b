import type { Locator, Page } from '@playwright/test'
import { bundleApp } from './apps/bundleApp.ts'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const region = (page: Page): Locator => page.getByRole('region', { name: 'Ask our docs' })

/** Left, top, width and height of the chat, when it is drawn. */
async function boxOf(panel: Locator) {
  await panel.getByRole('textbox').waitFor()
  const { x, y, width, height } = (await panel.boundingBox())!
  return [x, y, width, height]
}

test.describe('the page lays an inline chat out', () => {
  const TAG = 'TAG'
  const INTO = 'INTO'
  const written = (attributes = '') =>
    `<parley-chat data-mode="inline" data-title="Ask our docs" KEY ${attributes}></parley-chat>${TAG}`
  const pages: [name: string, body: string, box: number[]][] = [
    ['by its style', written('style="height: 600px"'), [0, 0, 1000, 600]],
    ['by a rule', `<style>parley-chat { height: 600px; margin: 0 40px }</style>${written()}`, [40, 0, 920, 600]],
    ['by a rule with paddings', `<style>parley-chat { padding: 10px; width: 500px; height: 400px; box-sizing: border-box }</style>${written()}`, [10, 10, 480, 380]],
    ['smaller than it would be', written('style="height: 250px; width: 300px"'), [0, 0, 300, 250]],
    ['by least sizes', written('style="min-height: 500px; max-width: 700px"'), [0, 0, 700, 500]],
    ['by most sizes', written('style="max-height: 280px"'), [0, 0, 1000, 280]],
    ['not at all', written(), [0, 0, 1000, 320]],
    ['in a column', `<main style="display:flex;flex-direction:column;height:700px"><div style="height:100px"></div>${written('style="flex:1"')}</main>`, [0, 100, 1000, 600]],
    ['by a rule that is about everything', `<style>* { all: unset !important } head, style, script { display: none !important }</style>${written()}`, [0, 0, 1000, 320]],
    ['in a row', `<main style="display:flex;height:500px"><div style="width:100px"></div>${written()}</main>`, [100, 0, 900, 500]],
    ['in a grid', `<main style="display:grid;grid:500px/200px 1fr"><div></div>${written()}</main>`, [200, 0, 800, 500]],
    ['as a block, against its own display', `<style>parley-chat { display: block; height: 450px }</style>${written()}`, [0, 0, 1000, 450]],
    ['as a row, against its own display', `<style>parley-chat { display: flex; height: 450px }</style>${written()}`, [0, 0, 1000, 450]],
    ['by the size of its target', `<div id="here" style="width:400px;height:500px"></div>${INTO}`, [0, 0, 400, 500]],
    ['by a target that is a row', `<div id="here" style="width:400px;height:500px;display:flex"></div>${INTO}`, [0, 0, 400, 500]],
    ['by a target that is a column', `<div id="here" style="width:400px;height:500px;display:flex;flex-direction:column"></div>${INTO}`, [0, 0, 400, 500]],
    ['by a target that is a grid', `<div id="here" style="width:400px;height:500px;display:grid"></div>${INTO}`, [0, 0, 400, 500]],
    ['by a target without a height', `<div id="here" style="width:400px"></div>${INTO}`, [0, 0, 400, 320]],
    ['by a rule and a target', `<style>parley-chat { height: 450px }</style><div id="here" style="width:400px"></div>${INTO}`, [0, 0, 400, 450]],
  ] // prettier-ignore
  for (const [name, body, box] of pages) {
    test(name, async ({ page, setup }) => {
      await page.setViewportSize({ width: 1000, height: 800 })
      const filled = body
        .replace('KEY', `data-publishable-key="${setup.server.publishableKey}"`)
        .replace(TAG, `<script async src="${setup.server.url}/embed/parley.js"></script>`)
        .replace(INTO, setup.tag('data-mode="inline" data-target="#here" data-title="Ask our docs"'))
      setup.servePage('/inline', `<style>body { margin: 0 }</style>${filled}`)
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
