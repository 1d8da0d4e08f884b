import type { Page } from '@playwright/test'
import { createChatSession } from '@parley/server/session'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const names = ['ready', 'open', 'close', 'send', 'reply', 'error', 'sessionexpired', 'linkclick']
type Heard = [name: string, detail: unknown]

/** A page that writes down every event, by the queue and on the document: events bubble out of the shadow root. */
function serveListening(setup: Setup, attributes = '', path = '/') {
  setup.servePage(
    path,
    `<h1>A site</h1><script>
      window.Parley = window.Parley || function () { (Parley.q = Parley.q || []).push(arguments) }
      window.heard = []
      window.onElement = []
      for (const name of ${JSON.stringify(names)}) {
        Parley('on', name, detail => heard.push([name, detail]))
        document.addEventListener('parley:' + name, event => onElement.push(name))
      }
    </script>${setup.tag(`data-title="Ask our docs" ${attributes}`)}`,
  )
}
const heardOn = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
const namesOn = async (page: Page) => (await heardOn(page)).map(([name]) => name)
const detailsOf = async (page: Page, event: string) =>
  (await heardOn(page)).filter(([name]) => name === event).map(([, detail]) => detail)

test('each event is told once, in order, with its details', async ({ page, setup }) => {
  serveListening(setup)
  await page.route('https://a.example/**', route => route.fulfill({ body: 'x' }))
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('markdown see [this](https://a.example/x)')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect.poll(() => namesOn(page)).toContain('reply')
  await chat.log.getByRole('link', { name: 'this' }).click()
  await page.bringToFront()
  await chat.button('Close').click()
  expect(await namesOn(page)).toEqual(['open', 'ready', 'send', 'reply', 'linkclick', 'close'])
  expect(await page.evaluate(() => (window as unknown as { onElement: string[] }).onElement)).toEqual(
    await namesOn(page),
  )
  expect(await detailsOf(page, 'send')).toEqual([
    { text: 'markdown see [this](https://a.example/x)', conversationId: null },
  ])
  expect(await detailsOf(page, 'reply')).toEqual([
    { conversationId: expect.any(String), messageId: expect.any(String), text: 'see [this](https://a.example/x)' },
  ])
  expect(await detailsOf(page, 'linkclick')).toEqual([{ url: 'https://a.example/x' }])
  const [reply] = (await detailsOf(page, 'reply')) as { conversationId: string }[]
  await chat.launcher.click()
  await chat.ask('again')
  await expect(chat.log.locator(answers)).toHaveCount(2)
  await expect.poll(async () => (await detailsOf(page, 'reply')).length).toBe(2)
  expect((await detailsOf(page, 'send')).at(-1)).toEqual({ text: 'again', conversationId: reply!.conversationId })
})

test('ready is told once the chat is opened, not when it is pointed at; a handler of it may send', async ({
  page,
  setup,
}) => {
  serveListening(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.hover()
  await expect(page.getByRole('dialog', { includeHidden: true })).toHaveCount(1)
  expect(await namesOn(page)).toEqual([])
  await page.evaluate(() => {
    const parley = (window as unknown as { Parley: (...command: unknown[]) => void }).Parley
    parley('on', 'ready', () => parley('send', 'from the handler'))
  })
  await chat.launcher.click()
  await expect(chat.log.locator(answers)).toContainText('from the handler')
  await expect.poll(() => namesOn(page)).toEqual(['open', 'ready', 'send', 'reply'])
})

test('a reply that is stopped, tried again or written anew is told each time; one that fails is an error', async ({
  page,
  setup,
}) => {
  serveListening(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('slow 400')
  await expect(chat.log).toContainText('word2')
  await chat.button('Stop generating').click()
  await expect.poll(() => namesOn(page)).toEqual(['open', 'ready', 'send', 'reply'])
  await chat.ask('fail')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect.poll(() => namesOn(page)).toEqual(['open', 'ready', 'send', 'reply', 'send', 'error'])
  expect(await detailsOf(page, 'error')).toEqual([
    { code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) },
  ])
  await chat.ask('fine')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect.poll(() => namesOn(page)).toEqual(['open', 'ready', 'send', 'reply', 'send', 'error', 'send', 'reply'])
  await chat.button('Answer again').last().click()
  await expect.poll(async () => (await detailsOf(page, 'reply')).length).toBe(3)
  expect((await detailsOf(page, 'reply')).at(-1)).toMatchObject({ text: 'You asked: fine' })
})

test('a message that is not sent is an error with its code', async ({ page, setup }) => {
  serveListening(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('first')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await page.route('**/messages', route =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: '{"title":"No","status":422,"code":"validation_failed","detail":"Too odd."}',
    }),
  )
  await chat.ask('second')
  await expect
    .poll(() => detailsOf(page, 'error'))
    .toEqual([{ code: 'validation_failed', message: expect.stringContaining('Too odd.') }])
})

test('a page that is not allowed hears why', async ({ page, setup }) => {
  serveListening(setup)
  await page.goto(setup.refusedOrigin)
  await chatOn(page).launcher.click()
  await expect.poll(() => detailsOf(page, 'error')).toEqual([{ code: 'origin_mismatch', message: expect.any(String) }])
  expect(await namesOn(page)).not.toContain('sessionexpired')
})

test('a reply that goes on after a reload, and ends while the chat is closed, is told and counted', async ({
  page,
  setup,
}) => {
  serveListening(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('slow 150')
  await expect(chat.log).toContainText('word2')
  await page.reload()
  await expect(chat.log).toContainText('word5')
  await chat.button('Close').click()
  await expect(chat.launcher).not.toHaveAttribute('data-unread', '1')
  await expect(chat.launcher).toHaveAttribute('data-unread', '1', { timeout: 30_000 })
  await expect(chat.launcher).toHaveAccessibleDescription('1 new answer')
  expect(await detailsOf(page, 'reply')).toEqual([
    {
      conversationId: expect.any(String),
      messageId: expect.any(String),
      text: expect.stringMatching(/^word0 .* word149$/),
    },
  ])
  // Nothing is said of answers that were there before.
  await page.reload()
  await chat.launcher.click()
  await expect(chat.log).toContainText('word149')
  expect(await namesOn(page)).toEqual(['open', 'ready'])
})

test('a session that is over and cannot be renewed is told; another one goes on', async ({ page, setup }) => {
  const { url, secretKey } = setup.server
  const mint = () =>
    createChatSession({ serverUrl: url, secretKey, embedOrigin: setup.origin, userIdentifier: 'ann', expiresAfter: 60 })
  serveListening(setup)
  await page.goto(setup.origin)
  await page.evaluate(session => window.Parley!('identify', session), await mint())
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  expect(await namesOn(page)).not.toContain('sessionexpired')
  setup.advanceClock(120_000)
  await chat.ask('too late')
  await expect.poll(() => detailsOf(page, 'sessionexpired')).toHaveLength(1)
  expect(await detailsOf(page, 'error')).toEqual([
    { code: expect.stringMatching(/session_expired|unauthorized/), message: expect.any(String) },
  ])
  await page.evaluate(session => window.Parley!('identify', session), await mint())
  await expect(chat.log).toContainText('You asked: hello')
  await expect(chat.textbox).toHaveValue('too late')
  await chat.ask('in time')
  await expect(chat.log.locator(answers).last()).toContainText('You asked: in time')
})

test('a message that is stopped on its way tells no answer, and cannot be changed before it is there', async ({
  page,
  setup,
}) => {
  serveListening(setup)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('first')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect.poll(() => detailsOf(page, 'reply')).toHaveLength(1)
  await expect(chat.button('Edit')).toHaveCount(1)
  await page.route('**/messages', route => (route.request().method() === 'POST' ? undefined : route.continue()))
  await chat.ask('never heard')
  await expect(chat.log).toContainText('never heard')
  await expect(chat.button('Edit')).toHaveCount(0)
  await chat.button('Stop generating').click()
  await expect(chat.textbox).toHaveValue('never heard')
  await expect(chat.button('Edit')).toHaveCount(1)
  await expect(chat.panel.getByText('Answer complete')).toHaveCount(0)
  expect(await detailsOf(page, 'reply')).toHaveLength(1)
})
