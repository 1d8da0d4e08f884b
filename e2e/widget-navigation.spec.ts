import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const title = 'data-title="Ask our docs"'

/** What Turbo Drive, htmx and Astro do to a page: another body, whose scripts run; or the same one with other content. */
const ways = ['replaced', 'emptied'] as const

async function visit(page: Page, way: (typeof ways)[number], tag: string) {
  await page.evaluate(
    ({ way, tag }) => {
      const next = new DOMParser().parseFromString(`<h1>Next</h1>${tag}`, 'text/html').body
      if (way === 'replaced') document.body.replaceWith(next)
      else document.body.replaceChildren(...next.childNodes)
      // Those of the parser do not run, nor do any that were in its document once.
      for (const old of document.body.querySelectorAll('script')) {
        const script = document.createElement('script')
        for (const { name, value } of old.attributes) script.setAttribute(name, value)
        old.replaceWith(script)
      }
    },
    { way, tag },
  )
  await page.waitForTimeout(500)
}

for (const way of ways) {
  for (const place of ['head', 'body'] as const) {
    test(`the tag in the ${place}, and the body ${way}: the chat stays as it is`, async ({ page, setup }) => {
      const tag = setup.tag(title)
      const [head, body] = place === 'head' ? [tag, ''] : ['', tag]
      setup.servePage(
        '/',
        `<!doctype html><html lang="en"><head><title>x</title>${head}</head><body><h1>x</h1>${body}</body></html>`,
      )
      await page.goto(setup.origin)
      const chat = chatOn(page)
      await chat.open()
      await page.evaluate(() => window.Parley!('on', 'close', () => Object.assign(window, { heard: true })))
      await chat.ask('slow 40')
      await expect(chat.log).toContainText('word3')
      await visit(page, way, body)
      await expect(chat.log.locator(answers)).toContainText('word39')
      await chat.textbox.fill('a draft')
      await visit(page, way, body)
      await expect(page.locator('parley-chat')).toHaveCount(1)
      await expect(chat.textbox).toHaveValue('a draft')
      // Commands and handlers belong to the chat on screen.
      await page.evaluate(() => window.Parley!('close'))
      await expect(chat.panel).toBeHidden()
      expect(await page.evaluate(() => 'heard' in window)).toBe(true)
    })
  }
}

for (const opened of ['by the visitor before a reload', 'by the tag', 'after a tag that comes late'] as const) {
  test(`a chat that was opened ${opened} stays as it is too, also where it is read`, async ({ page, setup }) => {
    const tag = setup.tag(opened === 'by the tag' ? `${title} data-open="true"` : title)
    const isLate = opened === 'after a tag that comes late'
    const head = isLate ? '' : tag
    setup.servePage('/', `<!doctype html><html lang="en"><head><title>x</title>${head}</head><body><h1>x</h1></body></html>`) // prettier-ignore
    await page.goto(setup.origin)
    const chat = chatOn(page)
    if (isLate) {
      await page.waitForLoadState('load')
      await page.addScriptTag({ url: `${setup.server.url}/embed/parley.js` })
      await page.evaluate(publishableKey => window.Parley!('init', { publishableKey, title: 'Ask our docs' }), setup.server.publishableKey) // prettier-ignore
    }
    if (opened !== 'by the tag') await chat.open()
    await chat.ask('words 400')
    await expect(chat.log.locator(answers)).toContainText('word399')
    if (opened === 'by the visitor before a reload') await page.reload()
    await expect(chat.log.locator(answers)).toContainText('word399')
    await page.waitForLoadState('load')
    await chat.textbox.fill('a draft')
    for (let count = 0; count < 2; count++) await visit(page, 'replaced', '')
    await expect(page.locator('parley-chat')).toHaveCount(1)
    await expect(chat.textbox).toHaveValue('a draft')
    await expect(chat.log.getByText('word399')).toBeInViewport()
  })
}

test('where the chat that commands went to is gone, they go to the one that is there', async ({ page, setup }) => {
  setup.servePage(
    '/',
    `<h1>x</h1><div id="app"></div><script async src="${setup.server.url}/embed/parley.js"></script>`,
  )
  await page.goto(setup.origin)
  const mount = () =>
    page.evaluate(
      ({ key, url }) => {
        document.querySelector('#app')!.innerHTML =
          `<parley-chat id="help" data-mode="inline" style="height: 400px" data-publishable-key="${key}" data-server-url="${url}"></parley-chat>`
      },
      { key: setup.server.publishableKey, url: setup.server.url },
    )
  await mount()
  const textbox = page.getByRole('textbox', { name: 'Message' })
  await textbox.fill('my secret')
  await textbox.press('Enter')
  await expect(page.locator(answers)).toContainText('my secret')
  await page.evaluate(() => window.Parley!('on', 'reply', () => {}))
  await page.evaluate(() => document.querySelector('#app')!.replaceChildren())
  await page.waitForTimeout(100)
  await mount()
  await expect(page.locator(answers)).toContainText('my secret')
  await page.evaluate(() => window.Parley!('reset'))
  await expect(page.locator(answers)).toHaveCount(0)
  await page.evaluate(() => window.Parley!('send', 'hello'))
  await expect(page.locator(answers)).toContainText('You asked: hello')
  await expect(page.getByText('my secret')).toHaveCount(0)
})

test('an inline chat that is drawn anew keeps its visitor and its handlers', async ({ page, setup }) => {
  const inline = '<div id="place" style="height: 400px"></div>'
  const tag = setup.tag(`${title} data-mode="inline" data-target="#place"`)
  setup.servePage('/', `<h1>x</h1>${inline}${tag}`)
  const minted = await fetch(`${setup.server.url}/v1/chatSessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${setup.server.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ embedOrigin: setup.origin, userIdentifier: 'ada' }),
  })
  await page.goto(setup.origin)
  await page.waitForFunction(() => window.Parley && !window.Parley.q)
  await page.evaluate(
    (session: unknown) => {
      window.Parley!('identify', () => Promise.resolve(session))
      window.Parley!('on', 'reply', ({ text }: { text: string }) => (document.title += `|${text}`))
    },
    await minted.json(),
  )
  const textbox = page.getByRole('textbox', { name: 'Message' })
  for (const text of ['before', 'after']) {
    await textbox.fill(text)
    await textbox.press('Enter')
    await expect(page.locator(answers).last()).toContainText(`You asked: ${text}`)
    await expect(page.locator(answers).first()).toContainText('You asked: before')
    await expect(page).toHaveTitle(new RegExp(`\\|You asked: ${text}$`))
    await visit(page, 'replaced', `${inline}${tag}`)
  }
  await expect(page.locator(answers)).toHaveCount(2)
  await expect(page.locator('parley-chat')).toHaveCount(1)
})

test('a copy of the page has no chat in it, and its scripts are as they were written', async ({ page, setup }) => {
  const written = setup.tag(title)
  setup.servePage('/', `<h1>x</h1>${written}`)
  await page.goto(setup.origin)
  await chatOn(page).launcher.waitFor()
  const copy = await page.evaluate(() => (document.body.cloneNode(true) as HTMLElement).innerHTML)
  expect(copy).not.toContain('<parley-chat')
  expect(copy).not.toContain('claimed')
})

test('init after the chat was removed by hand brings it again, and commands reach it', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.waitFor()
  for (let count = 0; count < 2; count++) {
    await page.evaluate(() => document.querySelector('parley-chat')!.remove())
    await page.evaluate(key => window.Parley!('init', { publishableKey: key }), setup.server.publishableKey)
  }
  await expect(page.locator('parley-chat')).toHaveCount(1)
  await page.evaluate(() => window.Parley!('open'))
  await expect(chat.textbox).toBeVisible()
})

test('the tag works through jQuery, which runs a copy without its attributes', async ({ page, setup }) => {
  setup.servePage('/', '<h1>x</h1>')
  await page.goto(setup.origin)
  await page.addScriptTag({ path: 'node_modules/jquery/dist/jquery.min.js' })
  await page.evaluate(tag => (window as unknown as { jQuery(name: string): { append(tag: string): void } }).jQuery('body').append(tag), setup.tag(title)) // prettier-ignore
  await chatOn(page).open()
})

test('a list that a framework sets as a text does not break the chat', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.waitFor()
  await page.evaluate(() => Object.assign(document.querySelector('parley-chat')!, { suggestions: '["What is it?"]' }))
  await chat.open()
  await expect(chat.button('What is it?')).toBeVisible()
})

test('properties that are set before the script is here', async ({ page, setup }) => {
  setup.servePage('/', '<h1>x</h1><parley-chat id="help" data-title="Ask our docs"></parley-chat>')
  await page.goto(setup.origin)
  await page.evaluate(
    ([publishableKey, serverUrl]) =>
      Object.assign(document.querySelector('parley-chat')!, {
        publishableKey,
        serverUrl,
        suggestions: ['What is it?'],
      }),
    [setup.server.publishableKey, setup.server.url],
  )
  await page.addScriptTag({ url: `${setup.server.url}/embed/parley.js` })
  const chat = chatOn(page)
  await chat.open()
  await expect(chat.button('What is it?')).toBeVisible()
  await page.evaluate(() => Object.assign(document.querySelector('parley-chat')!, { title: 'Another title' }))
  await expect(page.getByRole('dialog', { name: 'Another title' })).toBeVisible()
})

test('where React has drawn the whole document, the chat stays in the body', async ({ page, setup }) => {
  // React 18 refuses what it finds beside the body, when it takes over the page, and draws it anew.
  await page.addInitScript(() => Object.assign(document, { __reactContainer$x1: {} }))
  await page.goto(setup.origin)
  await chatOn(page).launcher.waitFor()
  await page.waitForLoadState('load')
  expect(await page.evaluate(() => document.querySelector('parley-chat')!.parentNode === document.body)).toBe(true)
})

test('an inline chat in a page that is brought back takes the place of its copy', async ({ page, setup }) => {
  setup.servePage(
    '/',
    `<h1>x</h1><div id="place"></div>${setup.tag(`${title} data-mode="inline" data-target="#place"`)}`,
  )
  await page.goto(setup.origin)
  const textbox = page.getByRole('textbox', { name: 'Message' })
  await textbox.waitFor()
  await page.evaluate(key => {
    // What a snapshot holds, and what runs when it is shown again.
    const place = document.querySelector('#place')!
    place.replaceWith(place.cloneNode(true))
    window.Parley!('init', { publishableKey: key, mode: 'inline', target: '#place', title: 'Ask our docs' })
  }, setup.server.publishableKey)
  await expect(textbox).toBeVisible()
  await expect(page.locator('parley-chat')).toHaveCount(1)
})

test('the direction of the body is that of the chat', async ({ page, setup }) => {
  setup.servePage(
    '/',
    `<!doctype html><html lang="en"><head><title>x</title></head><body dir="rtl"><h1>x</h1>${setup.tag(title)}</body></html>`,
  )
  await page.goto(setup.origin)
  await chatOn(page).launcher.waitFor()
  const { x } = (await chatOn(page).launcher.boundingBox())!
  expect(x).toBeLessThan(100)
})

test('in a frame of another site, whose storage the browser may block', async ({ page, setup }) => {
  setup.servePage('/inner', `<h1>x</h1>${setup.tag(title)}`)
  setup.servePage('/outer', `<iframe title="x" style="width:600px;height:700px" src="${setup.origin}/inner"></iframe>`)
  await page.goto(`${setup.refusedOrigin}/outer`)
  const frame = page.frameLocator('iframe')
  await frame.getByRole('button', { name: 'Open chat' }).click()
  await frame.getByRole('textbox', { name: 'Message' }).fill('hello')
  await frame.getByRole('textbox', { name: 'Message' }).press('Enter')
  await expect(frame.getByRole('log')).toContainText('You asked: hello')
})
