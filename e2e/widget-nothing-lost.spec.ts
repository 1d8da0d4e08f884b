import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying } })

const answers = '[data-role=assistant][data-status=complete]'
const questions = '[data-role=user]'
const command = (page: Page, ...call: unknown[]) =>
  page.evaluate(([name, ...rest]) => window.Parley!(name as 'open', ...(rest as [])), call)

/** A page with the chat open and these questions answered. */
async function converse(page: Page, origin: string, ...asked: string[]) {
  await page.goto(origin)
  const chat = chatOn(page)
  await chat.open()
  for (const [index, text] of asked.entries()) {
    await chat.ask(text)
    await expect(chat.log.locator(answers)).toHaveCount(index + 1)
  }
  return chat
}

/** The next POST of a message is refused with this. */
const refuseNext = (page: Page, status: number) =>
  page.route(
    /\/v1\/conversations(\/[^/]+\/messages)?$/,
    (route, request) =>
      request.method() === 'POST'
        ? route.fulfill({ status, contentType: 'application/problem+json', body: '{"code":"validation_failed"}' })
        : route.continue(),
    { times: 1 },
  )

test.describe('what commands ask for goes where it belongs', () => {
  test('after newConversation, into a new one', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    await page.evaluate(() => {
      window.Parley!('newConversation')
      window.Parley!('send', 'two')
    })
    await expect(chat.log.locator(answers)).toHaveText(/You asked: two/)
    await expect(chat.log.locator(questions)).toHaveCount(1)
    await chat.button('Conversations').click()
    await expect(chat.panel.getByRole('list', { name: 'Conversations' }).getByRole('listitem')).toHaveCount(2)
  })

  test('one after the other, while answers are being written too', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin)
    await page.evaluate(() => {
      window.Parley!('send', 'slow 10')
      window.Parley!('send', 'two')
    })
    await expect(chat.log.locator(answers)).toHaveCount(2)
    await expect(chat.log.locator(questions)).toHaveText(['slow 10', 'two'])
  })

  test('before the session is there, into the conversation of the last visit', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    await page.route('**/v1/chatSessions', async route => {
      await new Promise(resolve => setTimeout(resolve, 1000))
      await route.continue()
    })
    await page.reload()
    await command(page, 'send', 'two')
    await expect(chat.log.locator(questions)).toHaveText(['one', 'two'])
  })

  test('while a message is being changed, leaves that alone', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one', 'two')
    await chat.log.locator(questions).first().hover()
    await chat.button('Edit').first().click()
    await command(page, 'send', 'three')
    await expect(chat.log.locator(questions)).toHaveText(['one', 'two', 'three'])
    await expect(chat.textbox).toHaveValue('one')
    await expect(chat.button('Cancel')).toBeVisible()
  })

  test('and what is no text is not sent', async ({ page, setup }) => {
    const errors: string[] = []
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    const chat = await converse(page, setup.origin)
    await command(page, 'send', { text: 'x' })
    await expect.poll(() => errors.join()).toContain('Parley: send takes a text.')
    await expect(chat.log.locator(questions)).toHaveCount(0)
  })
})

test.describe('the draft', () => {
  test('that is typed before the session is there stays with the conversation of the last visit', async ({
    page,
    setup,
  }) => {
    const chat = await converse(page, setup.origin, 'one')
    let release = () => {}
    const held = new Promise<void>(resolve => (release = resolve))
    await page.route('**/v1/chatSessions', async route => {
      await held
      await route.continue()
    })
    await page.reload()
    await chat.textbox.fill('two')
    await chat.textbox.press('Enter')
    await expect(chat.textbox).toHaveValue('two')
    release()
    await expect(chat.log.locator(questions)).toHaveText(['one'])
    await expect(chat.textbox).toHaveValue('two')
    await chat.textbox.press('Enter')
    await expect(chat.log.locator(questions)).toHaveText(['one', 'two'])
  })

  test('of a change that failed is still a change', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one', 'two')
    await chat.log.locator(questions).first().hover()
    await chat.button('Edit').first().click()
    await refuseNext(page, 422)
    await chat.ask('uno')
    await expect(chat.button('Try again')).toBeVisible()
    await expect(chat.textbox).toHaveValue('uno')
    await expect(chat.button('Cancel')).toBeVisible()
    await chat.textbox.press('Enter')
    await expect(chat.log.locator(questions)).toHaveText(['uno'])
    await expect(chat.log.locator(answers)).toHaveText(/You asked: uno/)
  })

  test('that is being typed while a message fails goes on behind it', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    let refuse = () => {}
    const asked = new Promise<void>(resolve => (refuse = resolve))
    await page.route(
      /\/messages$/,
      async (route, request) => {
        if (request.method() !== 'POST') return route.continue()
        await asked
        return route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{}' })
      },
      { times: 1 },
    )
    await chat.ask('two')
    await chat.textbox.pressSequentially('and th')
    refuse()
    await expect(chat.button('Try again')).toBeVisible()
    await chat.textbox.pressSequentially('en this')
    await expect(chat.textbox).toHaveValue('two\nand then this')
    await chat.button('Try again').click()
    await expect(chat.log.locator(answers)).toHaveCount(2)
    await expect(chat.log.locator(questions)).toHaveText(['one', 'two'])
    await expect(chat.textbox).toHaveValue('and then this')
  })

  test('from before a change is there again when the visitor has looked elsewhere', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    await chat.textbox.fill('half a sentence')
    await chat.log.locator(questions).first().hover()
    await chat.button('Edit').first().click()
    await chat.button('New conversation').click()
    await chat.button('Conversations').click()
    await chat.panel.getByRole('list', { name: 'Conversations' }).getByRole('button', { name: /^one/ }).click()
    await expect(chat.log.locator(questions)).toHaveText(['one'])
    await expect(chat.textbox).toHaveValue('half a sentence')
  })

  test('of a conversation that was deleted elsewhere begins another', async ({ page, setup, context }) => {
    const chat = await converse(page, setup.origin, 'one')
    const other = await context.newPage()
    await other.goto(setup.origin)
    const there = chatOn(other)
    await there.open()
    await there.button('Conversations').click()
    await there.button('Delete “one”').click()
    // It leaves the list before the server knows.
    const deleted = other.waitForResponse(response => response.request().method() === 'DELETE')
    await there.panel.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(there.panel).toContainText('No conversations yet.')
    await deleted
    await other.close()
    await chat.ask('two')
    await expect(chat.panel.locator('.greeting')).toBeVisible()
    await expect(chat.textbox).toHaveValue('two')
    await chat.textbox.press('Enter')
    await expect(chat.log.locator(answers)).toHaveText(/You asked: two/)
  })

  test('that is longer than a server takes is not sent, not cut, and says so', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin)
    const long = '字'.repeat(11_000)
    await chat.textbox.fill(long)
    await expect(chat.panel).toContainText('This message is too long.')
    await expect(chat.button('Send message')).toBeDisabled()
    await chat.textbox.press('Enter')
    await expect(chat.textbox).toHaveValue(long)
    await chat.textbox.fill(long.slice(0, 10_900))
    await expect(chat.panel).not.toContainText('This message is too long.')
    await chat.textbox.press('Enter')
    await expect(chat.log.locator(answers)).toHaveCount(1)
  })
})

test('a deletion that is answered late does not take the conversation that is open by then', async ({
  page,
  setup,
}) => {
  const chat = await converse(page, setup.origin, 'one')
  await chat.button('New conversation').click()
  await chat.ask('two')
  await expect(chat.log.locator(answers)).toHaveText(/You asked: two/)
  let release = () => {}
  const held = new Promise<void>(resolve => (release = resolve))
  await page.route(/\/v1\/conversations\/[^/]+$/, async (route, request) => {
    if (request.method() === 'DELETE') await held
    await route.continue()
  })
  await chat.button('Conversations').click()
  await chat.button('Delete “two”').click()
  await chat.panel.getByRole('button', { name: 'Delete', exact: true }).click()
  await chat.panel.getByRole('list', { name: 'Conversations' }).getByRole('button', { name: /^one/ }).click()
  await expect(chat.log.locator(questions)).toHaveText(['one'])
  const deleted = page.waitForResponse(response => response.request().method() === 'DELETE')
  release()
  await deleted
  await page.waitForTimeout(200)
  await expect(chat.log.locator(questions)).toHaveText(['one'])
})

test.describe('what the server could not do', () => {
  test.beforeEach(async ({ page }) => {
    await page.route(/\/v1\/conversations\/[^/]+(\/messages\/[^/]+\/feedback)?$/, (route, request) =>
      ['DELETE', 'PUT'].includes(request.method()) ? route.fulfill({ status: 422, body: '' }) : route.continue(),
    )
  })

  test('a conversation that was not deleted stays open, and it is said', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    await chat.button('Conversations').click()
    await chat.button('Delete “one”').click()
    await chat.panel.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(chat.panel.getByRole('alert')).toHaveText('The chat is not available right now.')
    await chat.button('Back to the chat').click()
    await expect(chat.log.locator(questions)).toHaveText(['one'])
  })

  test('a comment that was not stored is kept, and nobody is thanked for it', async ({ page, setup }) => {
    const chat = await converse(page, setup.origin, 'one')
    await chat.button('Bad answer').click()
    const comment = chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' })
    await comment.fill('Everything.')
    await chat.button('Send feedback').click()
    await expect(chat.panel.getByRole('alert')).toHaveText('The chat is not available right now.')
    await expect(comment).toHaveValue('Everything.')
    await page.unrouteAll()
    await chat.button('Send feedback').click()
    await expect(chat.panel).toContainText('Thank you.')
  })
})

test('the list whose code cannot be fetched says so, and is there when it is tried again', async ({ page, setup }) => {
  const chat = await converse(page, setup.origin, 'one')
  const code = '**/chunks/HistoryList*'
  let asked = 0
  await page.route(code, route => {
    asked += 1
    return route.abort()
  })
  await chat.button('Conversations').click()
  await expect(page.getByText('The chat is not available right now.')).toBeVisible()
  // By itself it asks again after one second, after two, after four.
  await expect.poll(() => asked).toBe(3)
  await page.unroute(code)
  await chat.button('Try again').click()
  await expect(chat.panel.getByRole('listitem')).toContainText('one', { timeout: 3_000 })
})

test('a chat becomes part of the page and floats again, at runtime', async ({ page, setup }) => {
  const chat = await converse(page, setup.origin, 'one')
  await page.keyboard.press('Escape')
  await command(page, 'update', { mode: 'inline' })
  const panel = page.getByRole('region', { name: 'Ask our docs' })
  await expect(panel).toContainText('You asked: one')
  const isPopover = () => page.locator('parley-chat').evaluate(host => !!host.shadowRoot!.querySelector('[popover]'))
  expect(await isPopover()).toBe(false)
  await command(page, 'update', { mode: 'floating' })
  await expect(chat.panel).toContainText('You asked: one')
  expect(await isPopover()).toBe(true)
})

test('Escape in the chat leaves a dialog around it open', async ({ page, setup }) => {
  setup.servePage(
    '/dialog',
    `<dialog aria-label="Host"><div id="place"></div></dialog>${setup.tag('data-mode="inline" data-target="#place"')}
    <script>document.querySelector('dialog').showModal()</script>`,
  )
  await page.goto(`${setup.origin}/dialog`)
  const panel = page.getByRole('region')
  await panel.getByRole('textbox', { name: 'Message' }).fill('one')
  await page.keyboard.press('Enter')
  await expect(panel.locator(answers)).toHaveCount(1)
  await panel.locator(questions).hover()
  await panel.getByRole('button', { name: 'Edit' }).click()
  await page.keyboard.press('Escape')
  await expect(panel.getByRole('button', { name: 'Cancel' })).toHaveCount(0)
  await expect(page.getByRole('dialog', { name: 'Host' })).toBeVisible()
})
