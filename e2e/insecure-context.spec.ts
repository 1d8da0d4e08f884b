// Sites of an intranet, and a developer's computer as a phone sees it: plain http, where browsers withhold much.
import { bundleApp } from './apps/bundleApp.ts'
import { chatOn, expect, replying, test } from './fixtures.ts'
import { chromiumArgs, launchOptions } from '../scripts/findChromium.mjs'

const HOST = 'intranet.example'

test.use({
  serverOptions: { responder: replying, settings: { PARLEY_DIALECTS: 'all', PARLEY_RATE_LIMIT: '10000/min' } },
  launchOptions: { ...launchOptions(), args: [...chromiumArgs, `--host-resolver-rules=MAP ${HOST} 127.0.0.1`] },
})

const complete = '[data-role=assistant][data-status=complete]'

test('the chat of an app with a route of its own works, and copies', async ({ page, setup }) => {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  const { url, secretKey } = setup.server
  const app = await bundleApp('backends.tsx')
  const root = `<div id="root" data-url="" data-backend="aiSdk"></div>`
  setup.servePage('/', `<h1>A site</h1>${root}<script type="module">${app}</script>`)
  await page.route('**/session', async route => {
    const response = await fetch(`${url}/v1/chatSessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ embedOrigin: null, userIdentifier: 'ada' }),
    })
    await route.fulfill({ status: 201, contentType: 'application/json', body: await response.text() })
  })
  // The app's own server speaks to ours.
  await page.route('**/api/chat**', async route => {
    const request = route.request()
    const { authorization = '' } = request.headers()
    const response = await fetch(url + new URL(request.url()).pathname, {
      method: request.method(),
      headers: { authorization, 'content-type': 'application/json' },
      body: request.postData(),
    })
    const { status, headers } = response
    await route.fulfill({ status, headers: Object.fromEntries(headers), body: await response.text() })
  })
  await page.goto(setup.origin.replace('localhost', HOST))
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('hello')
  await expect(chat.log.locator(complete)).toContainText('You asked: hello')
  await chat.ask('again')
  await expect(chat.log.locator(complete).last()).toContainText('You asked: again')

  await chat.button('Copy').last().click()
  await expect(chat.button('Copied')).toBeVisible()
  await chat.textbox.focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(chat.textbox).toHaveValue(/^You asked: again/)
  expect(errors).toEqual([])
})

test('the embed says that the page is not allowed, and why', async ({ page, setup }) => {
  const errors: string[] = []
  const said: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => said.push(message.text()))
  await page.goto(setup.origin.replace('localhost', HOST))
  const chat = chatOn(page)
  await chat.launcher.click()
  await expect(chat.panel).toContainText('The chat is not available on this page.')
  await expect.poll(() => said.join()).toMatch(/http:\/\/intranet\.example:\d+\n.+\nFix: serve the page over https/)
  expect(errors).toEqual([])
})
