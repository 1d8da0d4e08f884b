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

  test('and takes one away that waits for its place', async ({ page, setup }) => {
    const { server } = setup
    setup.servePage(
      '/early',
      `<!doctype html><html lang="en"><head><title>x</title>
       <script src="${server.url}/embed/parley.js" data-publishable-key="${server.publishableKey}" data-title="Gone"></script>
       <script>Parley('destroy'); ${initOf(setup)}</script></head><body><h1>x</h1></body></html>`,
    )
    await page.goto(`${setup.origin}/early`)
    await chatOn(page).open()
    await expect(page.locator('parley-chat')).toHaveCount(1)
  })
})

test.describe('a tag that names neither a key nor a session endpoint', () => {
  const sayings = (page: Page) => {
    const said: string[] = []
    page.on('console', message => message.text().startsWith('Parley') && said.push(message.text()))
    return said
  }

  test('with other settings is a chat for visitors that are identified', async ({ page, setup }) => {
    const { url, secretKey } = setup.server
    const session = { embedOrigin: setup.origin, userIdentifier: 'ada' }
    const minted = await fetch(`${url}/v1/chatSessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(session),
    })
    setup.servePage(
      '/early',
      `${stub}<script>Parley('identify', async () => (${await minted.text()})); Parley('open')</script>${bare(setup, 'async data-title="Ask our docs"')}`,
    )
    await page.goto(`${setup.origin}/early`)
    const chat = chatOn(page)
    await chat.textbox.waitFor()
    await chat.ask('q')
    await expect(chat.log.locator(answers)).toContainText('You asked: q')
    await expect(page.locator('parley-chat')).toHaveCount(1)
  })

  test('with other settings says what is missing when it is opened', async ({ page, setup }) => {
    const said = sayings(page)
    setup.servePage('/early', bare(setup, 'async data-title="Ask our docs" data-publishable_key="pk_x"'))
    await page.goto(`${setup.origin}/early`)
    await chatOn(page).launcher.click()
    await expect.poll(() => said).toEqual([expect.stringContaining('publishableKey')])
    await expect(chatOn(page).panel.locator('.greeting')).toBeVisible()
  })

  test('and nothing else, says so in the console; a chat that comes later is one', async ({ page, setup }) => {
    const said = sayings(page)
    setup.servePage('/early', `${stub}<script>Parley('identify', null)</script>${bare(setup)}`)
    await page.goto(`${setup.origin}/early`)
    await expect.poll(() => said).toEqual([expect.stringContaining('data-publishable-key')])
    await expect(page.locator('parley-chat')).toHaveCount(0)
    await page.evaluate(
      key => window.Parley!('init', { publishableKey: key, title: 'Ask our docs' }),
      setup.server.publishableKey,
    )
    await chatOn(page).open()
    await expect(page.locator('parley-chat')).toHaveCount(1)
  })

  test('leaves a chat that the page makes or has as the only one', async ({ page, setup }) => {
    const said = sayings(page)
    const { publishableKey } = setup.server
    const key = `data-publishable-key="${publishableKey}"`
    const inits = [
      `${bare(setup, 'data-title="Mine"')}<script>Parley('init', { publishableKey: '${publishableKey}', mode: 'inline', title: 'Ask our docs' })</script>`,
      `<parley-chat data-mode="inline" data-title="Ask our docs" ${key}></parley-chat>${bare(setup)}`,
    ]
    for (const body of inits) {
      setup.servePage('/early', body)
      await page.goto(`${setup.origin}/early`, { waitUntil: 'load' })
      await page.getByRole('region', { name: 'Ask our docs' }).getByRole('textbox').waitFor()
      await expect(page.locator('parley-chat')).toHaveCount(1)
    }
    expect(said).toEqual([])
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
