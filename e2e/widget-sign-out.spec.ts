import type { Page } from '@playwright/test'
import { createChatSession } from '@parley/server/session'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

/** A page whose visitors are all known: it has no key, and says who is here by `identify`. */
async function openMembers(page: Page, { server, servePage, origin }: Setup, body = '') {
  servePage(
    '/members',
    `<h1>Members</h1><script>
      window.Parley = window.Parley || function () { (Parley.q = Parley.q || []).push(arguments) }
      Parley('init', { title: 'Ask our docs' })
      ${body}
    </script><script async src="${server.url}/embed/parley.js"></script>`,
  )
  await page.goto(`${origin}/members`)
  const chat = chatOn(page)
  await chat.launcher.waitFor()
  return chat
}
const mint = ({ server, origin }: Setup, userIdentifier: string) =>
  createChatSession({ serverUrl: server.url, secretKey: server.secretKey, embedOrigin: origin, userIdentifier })

/** Runs a command as a page does, and tells what it throws. */
const command = (page: Page, ...values: unknown[]) =>
  page.evaluate(given => {
    try {
      window.Parley!(...(given as [string]))
      return 'done'
    } catch (error) {
      return String(error)
    }
  }, values)

function errorsOf(page: Page): string[] {
  const errors: string[] = []
  page.on(
    'console',
    message => message.type() === 'error' && message.text().startsWith('Parley') && errors.push(message.text()),
  )
  page.on('pageerror', error => errors.push(error.message))
  return errors
}

for (const [name, signOut] of [
  ['reset', ['reset']],
  ['identify with nobody', ['identify', null]],
] as const)
  test(`${name} on a page without a key takes what was on screen at once, and the next visitor begins anew`, async ({
    page,
    setup,
  }) => {
    const errors = errorsOf(page)
    const chat = await openMembers(page, setup)
    await command(page, 'identify', await mint(setup, 'ada'))
    await chat.open()
    await chat.ask('a secret of ada')
    await expect(chat.log.locator(answers)).toHaveCount(1)

    expect(await command(page, ...signOut)).toBe('done')
    await expect(chat.log.locator('[data-role]')).toHaveCount(0, { timeout: 3_000 })
    await expect(chat.panel.locator('.greeting')).toBeVisible()
    await expect(chat.textbox).toBeHidden()
    await expect(chat.button('Conversations')).toBeHidden()
    await expect(page.getByRole('alert')).toHaveCount(0)

    await command(page, 'identify', await mint(setup, 'grace'))
    await chat.ask('as grace')
    await expect(chat.log.locator(answers)).toHaveText([/You asked: as grace/])
    await expect(chat.panel.getByText('a secret of ada')).toHaveCount(0)
    expect(errors).toEqual([])
  })

test('the focus that was in the message box comes back with the next visitor', async ({ page, setup }) => {
  const chat = await openMembers(page, setup)
  await command(page, 'identify', await mint(setup, 'ada'))
  await chat.open()
  await expect(chat.textbox).toBeFocused()
  await command(page, 'reset')
  await expect(chat.textbox).toBeHidden()
  await command(page, 'identify', await mint(setup, 'grace'))
  await expect(chat.textbox).toBeFocused()
})

test('reset of a chat that nobody has opened says nothing', async ({ page, setup }) => {
  const errors = errorsOf(page)
  const chat = await openMembers(page, setup, `Parley('reset')`)
  await page.locator('parley-chat .panel').waitFor({ state: 'attached' })
  await page.waitForTimeout(500)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(chat.panel).toBeHidden()
  expect(errors).toEqual([])
})

test('a function that takes its time shows that something comes, and hides what was said', async ({ page, setup }) => {
  const chat = await openMembers(page, setup)
  const session = await mint(setup, 'ada')
  await command(page, 'identify', session)
  await chat.open()
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await page.evaluate(given => {
    window.Parley!('identify', () => new Promise(answer => Object.assign(window, { answer: () => answer(given) })))
  }, session)
  const busy = page.locator('parley-chat [aria-busy=true]')
  await expect(busy).toHaveCount(1)
  await expect(chat.log).toHaveCount(0)
  const sign = () => page.locator('.panel').evaluate(panel => Number(getComputedStyle(panel, '::before').opacity))
  await expect.poll(sign).toBe(1)
  await page.evaluate(() => (window as unknown as { answer(): void }).answer())
  await expect(chat.log).toContainText('You asked: hello')
  await expect(busy).toHaveCount(0)
})
