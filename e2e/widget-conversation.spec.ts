import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

test('one button is called "Close chat" while the chat is open: the launcher', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Close chat' }).click()
  await expect(chat.panel).toBeHidden()
  await chat.open()
  await chat.button('Close').click()
  await expect(chat.panel).toBeHidden()
  await expect(chat.launcher).toBeFocused()
})

test('on a phone, where the panel covers the launcher, "Close chat" is in the panel', async ({ page, setup }) => {
  await page.setViewportSize({ width: 390, height: 780 })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(1)
  await chat.button('Close chat').click()
  await expect(chat.panel).toBeHidden()
})

test('an error is said in one place, which is the alert', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('fail')
  await expect(page.getByText('Something went wrong while answering.')).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveText('Something went wrong while answering.')
  await expect(chat.button('Try again')).toHaveCount(1)
  await page.route('**/messages', route =>
    route.fulfill({ status: 400, json: { title: 'No', status: 400, code: 'bad_request' } }),
  )
  await chat.ask('this does not arrive')
  await expect(page.getByText('Your message was not sent.')).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveText('Your message was not sent.')
  await expect(chat.textbox).toHaveValue('this does not arrive')
})

test('a message is edited and sent again: what came after is replaced', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('first question')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.ask('second question')
  await expect(chat.log.locator(answers)).toHaveCount(2)
  await chat.textbox.fill('a draft')
  const edit = chat.log.locator('[data-role=user]').first().getByRole('button', { name: 'Edit' })
  await edit.click()
  await expect(chat.textbox).toBeFocused()
  await expect(chat.textbox).toHaveValue('first question')
  await page.keyboard.press('Escape')
  await expect(chat.panel).toBeVisible()
  await expect(chat.textbox).toHaveValue('a draft')
  await edit.click()
  await chat.ask('better question')
  await expect(chat.log.locator('[data-role=user]')).toHaveCount(1)
  await expect(chat.log.locator(answers)).toHaveText([/You asked: better question/])
  await page.reload()
  await expect(chat.log.locator('[data-role=user]')).toHaveText([/better question/])
})

test('a bad answer may be explained', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('question')
  await chat.button('Bad answer').click()
  await expect(chat.button('Bad answer')).toHaveAttribute('aria-pressed', 'true')
  const comment = chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' })
  await comment.fill('The price was missing.')
  const sent = page.waitForRequest(request => request.url().endsWith('/feedback'))
  await chat.button('Send feedback').click()
  expect((await sent).postDataJSON()).toEqual({ rating: 'down', comment: 'The price was missing.' })
  await expect(chat.panel.getByText('Thank you.')).toBeVisible()
  await page.reload()
  await expect(chat.button('Bad answer')).toHaveAttribute('aria-pressed', 'true')
})

test('conversations are renamed and found by their titles', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  for (const question of ['Where is my parcel?', 'What does it cost?']) {
    await chat.ask(question)
    await expect(chat.log.locator(answers)).toHaveCount(1)
    await chat.button('New conversation').click()
  }
  await chat.button('Conversations').click()
  const list = chat.panel.getByRole('list', { name: 'Conversations' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await chat.button('Rename “What does it cost?”').click()
  await chat.panel.getByRole('textbox', { name: 'Title' }).fill('Prices')
  await page.keyboard.press('Enter')
  await expect(list).toContainText('Prices')
  const search = chat.panel.getByRole('searchbox', { name: 'Search by title' })
  await search.fill('parc')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).toContainText('Where is my parcel?')
  await search.fill('nothing like this')
  await expect(chat.panel.getByText('Nothing found.')).toBeVisible()
  await search.press('Escape')
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.reload()
  await chat.button('Conversations').click()
  await expect(list).toContainText('Prices')
})

test('an answer that ends while the chat is closed is counted on the launcher', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('slow 20')
  await expect(chat.log).toContainText('word1')
  await page.keyboard.press('Escape')
  await expect(chat.launcher).toHaveAttribute('data-unread', '1')
  await expect(chat.launcher).toHaveAccessibleDescription('1 new answer')
  await chat.launcher.click()
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveAttribute('data-unread', '0')
})

test('older messages come on demand, and what is on screen stays in its place', async ({ page, setup }) => {
  test.setTimeout(60_000)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('question 0')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  // The rest over the wire: sixty turns by hand would be slow.
  await page.evaluate(
    async ({ url, key }) => {
      const post = async (path: string, token: string, body: unknown) =>
        (
          await fetch(url + path, {
            method: 'POST',
            headers: {
              authorization: `Bearer ${token}`,
              'content-type': 'application/json',
              accept: 'application/json',
            },
            body: JSON.stringify(body),
          })
        ).json()
      const [name] = Object.keys(localStorage).filter(item => localStorage.getItem(item)?.includes('vt_'))
      const visitorToken = /vt_[\w-]+/.exec(localStorage.getItem(name!)!)![0]
      const session = await post('/v1/chatSessions', key, { embedOrigin: location.origin, visitorToken })
      const list = await fetch(`${url}/v1/conversations`, {
        headers: { authorization: `Bearer ${session.clientToken}` },
      })
      const { conversations } = await list.json()
      for (let turn = 1; turn <= 45; turn++) {
        const { message } = await post(`/v1/conversations/${conversations[0].id}/messages`, session.clientToken, {
          message: { role: 'user', parts: [{ type: 'text', text: `question ${turn}` }] },
        })
        if (message.role !== 'assistant') throw new Error('No answer.')
      }
    },
    { url: setup.server.url, key: setup.server.publishableKey },
  )
  await page.reload()
  await expect(chat.log).toContainText('question 45')
  const older = chat.button('Show older messages')
  const first = chat.log.getByRole('article').first()
  let pages = 0
  while (await older.isVisible().catch(() => false)) {
    await older.scrollIntoViewIfNeeded()
    const text = (await first.locator('.bubble').innerText()).trim()
    const anchor = chat.log.getByRole('article').filter({ hasText: text }).first()
    const before = (await anchor.boundingBox())!.y
    const count = await chat.log.getByRole('article').count()
    await older.click()
    await expect.poll(() => chat.log.getByRole('article').count()).toBeGreaterThan(count)
    await expect.poll(async () => Math.abs((await anchor.boundingBox())!.y - before)).toBeLessThan(3)
    pages += 1
  }
  expect(pages).toBeGreaterThanOrEqual(1)
  await expect(chat.log).toContainText('You asked: question 0')
  await expect(chat.log.getByRole('article')).toHaveCount(92)
})

test('the conversation and the open panel follow the visitor to other pages of the site', async ({ page, setup }) => {
  setup.servePage('/other', `<h1>Another page</h1>${setup.tag('data-title="Ask our docs"')}`)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('remember me')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await page.goto(`${setup.origin}/other`)
  await expect(chat.log).toContainText('You asked: remember me')
  // Restored, not asked for: the page keeps the focus.
  await expect(chat.textbox).not.toBeFocused()
  await chat.button('Close').click()
  await page.goto(setup.origin)
  await expect(chat.launcher).toBeVisible()
  await expect(chat.panel).toBeHidden()
  await chat.open()
  await expect(chat.log).toContainText('You asked: remember me')
})

test('messages say when they were written', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('question')
  await expect(chat.log.locator(answers).locator('time')).toHaveText(/\d{1,2}:\d{2}/)
})
