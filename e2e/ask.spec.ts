import { chatOn, expect, test } from './fixtures.ts'

const QUESTION = 'How do I rotate the keys?'
const slowly = { settings: { PARLEY_RESPONDER: 'echo', PARLEY_ECHO_DELAY_MS: '60' } }
const LONG = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')

test('a visitor asks, and an answer streams in with its sources linked', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(QUESTION)
  await expect(chat.log).toContainText(QUESTION)
  // Longer with every look: it streams.
  const lengths = new Set<number>()
  await expect
    .poll(async () => {
      lengths.add((await chat.log.innerText()).length)
      return lengths.size
    })
    .toBeGreaterThan(3)
  await expect(chat.log).toContainText('Make a new key')
  await expect(chat.log.getByRole('link', { name: /Rotate the keys/ })).toHaveAttribute(
    'href',
    'https://docs.example.com/security#rotate-the-keys',
  )
  await expect(chat.button('Copy').last()).toBeVisible()
})

test('nothing but the loader is fetched until the visitor shows intent', async ({ page, setup }) => {
  const requests: string[] = []
  page.on('request', request => requests.push(request.url()))
  await page.goto(setup.origin)
  await chatOn(page).launcher.waitFor()
  await page.waitForTimeout(300)
  const fromServer = requests.filter(url => url.startsWith(setup.server.url))
  expect(fromServer).toEqual([`${setup.server.url}/embed/parley.js`])
  await chatOn(page).open()
  expect(requests.every(url => url.startsWith(setup.server.url) || url.startsWith(setup.origin))).toBe(true)
})

test.describe('with a slow answer', () => {
  test.use({ serverOptions: slowly })

  test('a reply is stopped, keeps its text, and the visitor asks again', async ({ page, setup }) => {
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask(LONG)
    await expect(chat.log.locator('[data-role=assistant]')).toContainText('word3')
    await chat.button('Stop generating').click()
    await expect(chat.button('Send message')).toBeVisible()
    await expect(chat.log.locator('[data-role=assistant]')).toHaveAttribute('data-status', 'stopped')
    const text = await chat.log.locator('[data-role=assistant]').innerText()
    expect(text).toContain('word3')
    expect(text).not.toContain('word59')
    await chat.ask('and again')
    await expect(chat.log.locator('[data-role=assistant]').nth(1)).toContainText('and again')
  })

  test('reloaded in the middle of an answer, the page shows it to its end', async ({ page, setup }) => {
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask(LONG)
    await expect(chat.log.locator('[data-role=assistant]')).toContainText('word5')
    await page.reload()
    if (await chat.launcher.isVisible().catch(() => false)) await chat.launcher.click()
    await expect(chat.log.locator('[data-role=assistant]')).toContainText('word59', { timeout: 15_000 })
    await expect(chat.log.locator('[data-role=assistant]')).toHaveAttribute('data-status', 'complete')
    await expect(chat.log.locator('[data-role=assistant]')).toHaveCount(1)
    await expect(chat.log.locator('[data-role=user]')).toHaveCount(1)
  })

  test('a session that expires in the middle is renewed without the visitor noticing', async ({ page, setup }) => {
    const refused: number[] = []
    page.on('response', response => response.status() === 401 && refused.push(response.status()))
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('first words here')
    await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
    setup.advanceClock(3_600_000)
    await chat.ask('second words here')
    await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(2)
    await expect(chat.log.getByRole('alert')).toHaveCount(0)
    expect(refused.length).toBeGreaterThan(0) // it did expire
    await expect(chat.log.locator('[data-role=user]')).toHaveCount(2)
  })
})

test('the conversation is there after a reload; a new one begins; one is deleted', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(QUESTION)
  await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
  await page.reload()
  if (await chat.launcher.isVisible().catch(() => false)) await chat.launcher.click()
  await expect(chat.log).toContainText('Make a new key')

  await chat.button('New conversation').click()
  await expect(chat.log.locator('[data-role]')).toHaveCount(0)
  await chat.ask('What is a visitor token?')
  await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)

  await chat.button('Conversations').click()
  const list = chat.panel.getByRole('list', { name: 'Conversations' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await list
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click()
  await chat.panel.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).toContainText(QUESTION)
})

test('Esc closes, the focus goes back to the launcher, and opening again focuses the message box', async ({
  page,
  setup,
}) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await expect(chat.textbox).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(chat.panel).toBeHidden()
  await expect(chat.launcher).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(chat.textbox).toBeFocused()
})
