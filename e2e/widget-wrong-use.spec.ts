import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const command = (page: Page, ...values: unknown[]) =>
  page.evaluate(given => window.Parley!(...(given as [string])), values)

/** What the console and uncaught errors say. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', message => message.text().startsWith('Parley') && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(`uncaught: ${error.message}`))
  return complaints
}

test('a handler that is no function is passed over, and takes no other away', async ({ page, setup }) => {
  const complaints = complaintsOf(page)
  await page.goto(setup.origin)
  const heard = await page.evaluate(() => {
    const heard: string[] = []
    window.Parley!('on', 'open', () => heard.push('open'))
    for (const wrong of [undefined, null, 'text', {}]) window.Parley!('on', 'open', wrong)
    window.Parley!('open')
    return heard
  })
  expect(heard).toEqual(['open'])
  await expect(chatOn(page).textbox).toBeFocused()
  expect(complaints).toEqual([])
})

test.describe('a wrong setting is passed over, and the console names it', () => {
  for (const isOpen of [true, false])
    test(isOpen ? 'while the chat is open' : 'before it is loaded', async ({ page, setup }) => {
      const complaints = complaintsOf(page)
      await page.goto(setup.origin)
      const chat = chatOn(page)
      if (isOpen) await chat.open()
      const wrong = {
        imageOrigins: 42,
        suggestions: [{}],
        locale: 5,
        title: {},
        dir: 1,
        accent: [],
        sessionUrl: 5,
      }
      for (const [name, value] of Object.entries(wrong)) await command(page, 'update', { [name]: value })
      await command(page, 'update', { greeting: 'Ask away' })
      const panel = page.getByRole('dialog')
      if (!isOpen) await chat.launcher.click()
      await expect(panel.getByRole('heading', { name: 'Ask away' })).toBeVisible()
      await panel.getByRole('textbox').fill('hello')
      await page.keyboard.press('Enter')
      await expect(panel.locator(answers)).toContainText('You asked: hello')
      if (isOpen) await expect(panel).toHaveAccessibleName('Ask our docs')
      for (const name of Object.keys(wrong))
        expect(complaints.filter(text => text.startsWith(`Parley: ${name} cannot be `))).toHaveLength(1)
      expect(complaints.filter(text => text.startsWith('uncaught'))).toEqual([])
    })

  test('as a target, too', async ({ page, setup }) => {
    const complaints = complaintsOf(page)
    setup.servePage('/target', `<h1>x</h1>${setup.tag('data-mode="inline" data-target="###"')}`)
    await page.goto(`${setup.origin}/target`)
    await expect.poll(() => complaints).toEqual(['Parley: no target ###.'])
  })
})

test('an accent that is no colour leaves the one that was there', async ({ page, setup }) => {
  const complaints = complaintsOf(page)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  const colour = () => chat.launcher.evaluate(launcher => getComputedStyle(launcher).backgroundColor)
  const before = await colour()
  await command(page, 'update', { accent: 'no-colour' })
  expect(await colour()).toBe(before)
  await command(page, 'update', { accent: 'rgb(200, 30, 30)' })
  expect(await colour()).toBe('rgb(200, 30, 30)')
  await chat.open()
  await command(page, 'update', { accent: 'no-colour' })
  const panel = page.getByRole('dialog')
  await panel.getByRole('textbox').fill('hello')
  await expect(panel.getByRole('button', { name: 'Send' })).toHaveCSS('background-color', 'rgb(200, 30, 30)')
  expect(complaints).toEqual(['Parley: accent cannot be "no-colour".'])
})

test('an inline chat without a key is revived by identify', async ({ page, setup }) => {
  const { url, secretKey } = setup.server
  setup.servePage(
    '/inline',
    `<parley-chat data-mode="inline" data-title="Ask our docs"></parley-chat><script async src="${url}/embed/parley.js"></script>`,
  )
  await page.goto(`${setup.origin}/inline`)
  const region = page.getByRole('region', { name: 'Ask our docs' })
  await expect(region.locator('.greeting')).toBeVisible()
  await expect(region.getByRole('textbox')).toBeHidden()
  const response = await fetch(`${url}/v1/chatSessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ embedOrigin: setup.origin, userIdentifier: 'ada' }),
  })
  await command(page, 'identify', await response.json())
  await region.getByRole('textbox').fill('hello')
  await page.keyboard.press('Enter')
  await expect(region.locator(answers)).toContainText('You asked: hello')
})

test('an inline chat cannot be closed', async ({ page, setup }) => {
  setup.servePage('/inline', setup.tag('data-mode="inline" data-title="Ask our docs"'))
  await page.goto(`${setup.origin}/inline`)
  const textbox = page.getByRole('region', { name: 'Ask our docs' }).getByRole('textbox')
  await textbox.waitFor()
  const heard = await page.evaluate(() => {
    const heard: string[] = []
    window.Parley!('on', 'close', () => heard.push('close'))
    window.Parley!('close')
    window.Parley!('toggle')
    return heard
  })
  await page.waitForTimeout(200)
  await expect(textbox).toBeVisible()
  expect(heard).toEqual([])
})
