import { browserOptions } from '../scripts/findChromium.mjs'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({
  serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } },
  // Playwright switches the cache off, which every visitor has.
  launchOptions: { ...browserOptions(), ignoreDefaultArgs: ['--disable-back-forward-cache'] },
})

const answers = '[data-role=assistant][data-status=complete]'

test('a page with an open chat comes back from the back/forward cache, and the chat goes on', async ({
  page,
  setup,
}) => {
  setup.servePage('/other', '<h1>Another page</h1>')
  await page.addInitScript(() =>
    addEventListener('pageshow', event => event.persisted && Object.assign(window, { persisted: true })),
  )
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('before')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.textbox.fill('a draft')
  await page.evaluate(() => Object.assign(window, { mark: 'the same page' }))
  const session = await page.context().newCDPSession(page)
  await session.send('Page.enable')
  const reasons: unknown[] = []
  session.on('Page.backForwardCacheNotUsed', event => reasons.push(event.notRestoredExplanations))

  await page.goto(`${setup.origin}/other`)
  await page.goBack({ waitUntil: 'commit' })
  await expect(chat.panel).toBeVisible()
  expect(reasons).toEqual([])
  expect(await page.evaluate(() => [(window as unknown as { mark?: string }).mark, 'persisted' in window])).toEqual([
    'the same page',
    true,
  ])
  await expect(chat.textbox).toHaveValue('a draft')
  await chat.ask('after')
  await expect(chat.log.locator(answers).last()).toContainText('You asked: after')
  await chat.button('Close').click()
  await expect(chat.panel).toBeHidden()
})

test('a reply that was being written when the page went away is complete when it comes back', async ({
  page,
  setup,
}) => {
  setup.servePage('/other', '<h1>Another page</h1>')
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('slow 60')
  await expect(chat.log).toContainText('word3')
  await page.goto(`${setup.origin}/other`)
  await page.waitForTimeout(500)
  await page.goBack({ waitUntil: 'commit' })
  // From the cache or loaded anew: never half an answer that looks whole, nor one that hangs.
  await expect(chat.log.locator(answers)).toContainText('word59', { timeout: 30_000 })
  await expect(chat.log.locator('[data-role=assistant]')).toHaveCount(1)
  await chat.ask('and on')
  await expect(chat.log.locator(answers).last()).toContainText('You asked: and on')
})
