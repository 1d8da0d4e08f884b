import { bundleApp } from './apps/bundleApp.ts'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({
  serverOptions: { responder: replying, settings: { PARLEY_DIALECTS: 'all', PARLEY_RATE_LIMIT: '10000/min' } },
})

const complete = '[data-role=assistant][data-status=complete]'

/** What the widget offers over each backend; everything else is not there. */
const backends = {
  parley: { history: true, regenerate: true, feedback: true, edit: true, whole: false },
  inkeep: { history: false, regenerate: false, feedback: false, edit: false, whole: false },
  gram: { history: true, regenerate: false, feedback: false, edit: false, whole: false },
  datamonkey: { history: true, regenerate: false, feedback: false, edit: false, whole: true },
  aurora: { history: true, regenerate: false, feedback: false, edit: false, whole: false },
  aiSdk: { history: false, regenerate: true, feedback: false, edit: true, whole: false },
}

for (const [backend, offers] of Object.entries(backends))
  test(`the same widget over ${backend}`, async ({ page, setup }) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    const { url, publishableKey, secretKey } = setup.server
    const app = await bundleApp('backends.tsx')
    const data = `data-url="${url}" data-key="${publishableKey}" data-backend="${backend}"`
    setup.servePage('/', `<h1>A site</h1><div id="root" ${data}></div><script type="module">${app}</script>`)
    await page.route('**/session', async route => {
      const response = await fetch(`${url}/v1/chatSessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedOrigin: setup.origin, userIdentifier: 'ada' }),
      })
      await route.fulfill({ status: 201, contentType: 'application/json', body: await response.text() })
    })
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()

    await chat.ask('markdown Some **bold** words')
    await expect(chat.log.locator(complete)).toHaveCount(1)
    await expect(chat.log.locator('strong')).toHaveText('bold')
    await chat.ask('hello')
    await expect(chat.log.locator(complete).last()).toContainText('You asked: hello')
    await expect(chat.log.locator('[data-role=user]')).toHaveCount(2)

    const shown = async (name: string) => (await chat.button(name).count()) > 0
    await chat.log.locator(complete).last().hover()
    expect({
      history: await shown('Conversations'),
      regenerate: await shown('Answer again'),
      feedback: await shown('Good answer'),
      edit: await shown('Edit'),
    }).toEqual({
      history: offers.history,
      regenerate: offers.regenerate,
      feedback: offers.feedback,
      edit: offers.edit,
    })

    await chat.ask('slow 400')
    if (!offers.whole) await expect(chat.log).toContainText('word3')
    await chat.button('Stop generating').click()
    await expect(chat.button('Stop generating')).toHaveCount(0)
    // What was not acknowledged comes back as the draft, and is not sent again by the click that stopped it.
    if (offers.whole) await expect(chat.textbox).toHaveValue('slow 400')
    await chat.ask('after the stop')
    await expect(chat.log.locator(complete).last()).toContainText('You asked: after the stop', { timeout: 20_000 })

    if (offers.history) {
      await chat.button('Conversations').click()
      await expect(chat.panel.getByRole('listitem')).toHaveCount(1)
      await chat.button('Back to the chat').click()
    }
    await chat.button('New conversation').click()
    await expect(chat.log.locator('[data-role=user]')).toHaveCount(0)
    await chat.ask('another')
    await expect(chat.log.locator(complete)).toContainText('You asked: another')
    expect(errors).toEqual([])
  })
