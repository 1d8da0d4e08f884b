// The chat server under a path of the site: browsers name no origin when a page reads from its own server.
import { chatOn, expect, replying, SITE, test, type Setup } from './fixtures.ts'

const answers = '[data-role=assistant][data-status=complete]'
const serve = (setup: Setup) =>
  setup.servePage(
    '/',
    `<h1>A site</h1><script async src="/chat/embed/parley.js" data-server-url="${setup.origin}/chat"
    data-publishable-key="${setup.server.publishableKey}" data-title="Ask our docs"></script>`,
  )

test.describe('with PARLEY_PUBLIC_ORIGIN', () => {
  test.use({ serverOptions: { responder: replying, settings: { PARLEY_PUBLIC_ORIGIN: SITE } } })

  test('a page of the server’s own origin asks, reads again and resumes', async ({ page, setup }) => {
    const refused: string[] = []
    page.on('response', response => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`))
    serve(setup)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('hello')
    await expect(chat.log.locator(answers)).toContainText('You asked: hello')
    await chat.ask('slow 60')
    await expect(chat.log).toContainText('word3')
    await page.reload()
    await expect(chat.log).toContainText('You asked: hello')
    await expect(chat.log.locator(answers).last()).toContainText('word59')
    await chat.button('Conversations').click()
    await expect(chat.panel.getByRole('listitem')).toHaveCount(1)
    expect(refused.filter(line => line.includes('/v1/'))).toEqual([])
  })
})

test.describe('without it', () => {
  test.use({ serverOptions: { responder: replying } })

  test('what cannot be read says so, and the console names the setting', async ({ page, setup }) => {
    const said: string[] = []
    page.on('console', message => said.push(message.text()))
    serve(setup)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('hello')
    await expect(chat.log).toContainText('You asked: hello')
    await expect.poll(() => said.join('\n')).toContain(`set PARLEY_PUBLIC_ORIGIN=${setup.origin} on it`)
    await page.reload()
    await expect(chat.panel.getByRole('alert')).toHaveText('The chat is not available on this page.')
    await expect(chat.button('Try again')).toHaveCount(0)
  })
})
