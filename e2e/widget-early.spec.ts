import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const stub = `<script>
  window.Parley = window.Parley || function () { (Parley.q = Parley.q || []).push(arguments) }
  window.heard = []
</script>`
const heardOn = (page: Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard)
const bare = ({ server }: Setup, attributes = 'async') =>
  `<script ${attributes} src="${server.url}/embed/parley.js"></script>`

test.describe('what is asked for before there is a chat is done when there is one', () => {
  const asked = `Parley('on', 'reply', ({ text }) => heard.push(text)); Parley('open')`
  const initOf = ({ server }: Setup) =>
    `Parley('init', { publishableKey: '${server.publishableKey}', title: 'Ask our docs' })`
  const ways: [name: string, page: (setup: Setup) => string][] = [
    ['before the script', setup => `${stub}<script>${asked}; ${initOf(setup)}; Parley('send', 'q')</script>${bare(setup)}`],
    ['after the script', setup => `${stub}${bare(setup, '')}<script>${asked}; ${initOf(setup)}; Parley('send', 'q')</script>`],
    [
      'in the head, before an element is written',
      setup =>
        `<!doctype html><html lang="en"><head><title>x</title>${stub}${bare(setup, '')}<script>${asked}; Parley('send', 'q')</script></head>
         <body><parley-chat data-title="Ask our docs" data-publishable-key="${setup.server.publishableKey}"></parley-chat></body></html>`,
    ],
  ] // prettier-ignore
  for (const [name, pageOf] of ways)
    test(name, async ({ page, setup }) => {
      const errors: string[] = []
      page.on('console', message => message.text().startsWith('Parley') && errors.push(message.text()))
      page.on('pageerror', error => errors.push(error.message))
      setup.servePage('/early', pageOf(setup))
      await page.goto(`${setup.origin}/early`)
      const chat = chatOn(page)
      await expect(chat.log.locator(answers)).toContainText('You asked: q')
      await expect.poll(() => heardOn(page)).toEqual(['You asked: q'])
      await expect(page.locator('parley-chat')).toHaveCount(1)
      expect(errors).toEqual([])
    })

  test('but destroy, where there is none, does not wait for one', async ({ page, setup }) => {
    setup.servePage('/early', `${stub}${bare(setup, '')}<script>Parley('destroy'); ${initOf(setup)}</script>`)
    await page.goto(`${setup.origin}/early`)
    await chatOn(page).open()
  })
})

test.describe('properties that were set before the script has loaded count at once', () => {
  for (const [name, place] of [
    ['of an element that was made', `const chat = document.createElement('parley-chat')`],
    ['of an element that was written', `const chat = document.querySelector('parley-chat')`],
  ] as const)
    test(name, async ({ page, setup }) => {
      setup.servePage(
        '/early',
        `<h1>x</h1>${name.endsWith('written') ? '<parley-chat></parley-chat>' : ''}<script>
          ${place}
          const settings = { publishableKey: '${setup.server.publishableKey}', mode: 'inline', greeting: 'Ask away', title: 'Ask our docs' }
          document.body.append(Object.assign(chat, settings))
        </script>${bare(setup)}`,
      )
      await page.goto(`${setup.origin}/early`)
      const region = page.getByRole('region', { name: 'Ask our docs' })
      await expect(region.getByRole('heading', { name: 'Ask away' })).toBeVisible()
      await expect(chatOn(page).launcher).toHaveCount(0)
      await page.locator('parley-chat').evaluate(element => Object.assign(element, { greeting: 'Ask on' }))
      await expect(region.getByRole('heading', { name: 'Ask on' })).toBeVisible()
    })
})
