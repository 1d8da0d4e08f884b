import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const title = 'data-title="Ask our docs"'
/** Opens the chat, asks, and waits for the answer. */
async function converse(page: Page, text = 'hello') {
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(text)
  await expect(chat.log.locator(answers).last()).toContainText(`You asked: ${text}`)
  return chat
}
const command = (page: Page, ...values: unknown[]) =>
  page.evaluate(given => window.Parley!(...(given as [string])), values)

test('destroy leaves nothing behind, and init brings the chat again', async ({ page, setup }) => {
  await page.goto(setup.origin)
  await converse(page)
  await command(page, 'destroy')
  await expect(page.locator('parley-chat')).toHaveCount(0)
  await command(page, 'init', { publishableKey: setup.server.publishableKey, title: 'Ask our docs' })
  const chat = chatOn(page)
  await chat.open()
  await expect(chat.log).toContainText('You asked: hello')
  await chat.ask('again')
  await expect(chat.log.locator(answers)).toHaveCount(2)
})

test('what is downloaded is as small as it is said to be', async ({ page, setup }) => {
  const downloads = new Map<string, number>()
  const codings = new Set<string | undefined>()
  page.on('requestfinished', async request => {
    const { pathname } = new URL(request.url())
    if (!pathname.includes('/embed/')) return
    codings.add((await request.response())?.headers()['content-encoding'])
    downloads.set(pathname, (await request.sizes()).responseBodySize)
  })
  const kib = () => [...downloads.values()].reduce((total, bytes) => total + bytes, 0) / 1024
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await expect(chat.launcher).toBeVisible()
  await expect.poll(() => [...downloads.keys()]).toEqual(['/embed/parley.js'])
  expect(kib()).toBeLessThan(3.1)
  await chat.open()
  await chat.ask('markdown **bold**')
  await expect(chat.log.locator('strong')).toBeVisible()
  await expect.poll(() => downloads.size).toBe(3)
  expect(kib()).toBeLessThan(60)
  expect([...codings]).toEqual(['br'])
})

test('commands and handlers from before the script has loaded are kept; each event is told', async ({
  page,
  setup,
}) => {
  setup.servePage(
    '/queue',
    `<script>
      window.Parley = window.Parley || function () { (Parley.q = Parley.q || []).push(arguments) }
      window.events = []
      for (const name of ['ready', 'open', 'close', 'send', 'reply', 'error', 'linkclick'])
        Parley('on', name, detail => events.push([name, detail]))
      Parley('open')
    </script>${setup.tag(title)}`,
  )
  const names = () => page.evaluate(() => (window as unknown as { events: [string][] }).events.map(([name]) => name))
  await page.goto(`${setup.origin}/queue`)
  const chat = chatOn(page)
  await expect(chat.textbox).toBeFocused()
  await command(page, 'send', 'markdown see [this](https://a.example/x)')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await page.route('https://a.example/**', route => route.fulfill({ body: 'x' }))
  await chat.log.getByRole('link', { name: 'this' }).click()
  await command(page, 'close')
  await expect(chat.panel).toBeHidden()
  expect(await names()).toEqual(['open', 'ready', 'send', 'reply', 'linkclick', 'close'])
  await command(page, 'toggle')
  await expect(chat.panel).toBeVisible()
  await command(page, 'newConversation')
  await expect(chat.log.locator('[data-role]')).toHaveCount(0)
  const heard = await page.evaluate(() => {
    const heard: unknown[] = []
    const handler = () => heard.push('handler')
    document.querySelector('parley-chat')!.addEventListener('parley:close', () => heard.push('element'))
    window.Parley!('on', 'close', handler)
    window.Parley!('close')
    window.Parley!('off', 'close', handler)
    window.Parley!('open')
    window.Parley!('close')
    return heard
  })
  expect(heard).toEqual(['element', 'handler', 'element'])
})

test('update changes what is on screen, attributes and properties do the same', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await command(page, 'update', { greeting: 'Ask away', suggestions: ['First?', 'Second?'], theme: 'dark' })
  await expect(chat.panel.getByRole('heading', { name: 'Ask away' })).toBeVisible()
  await expect(chat.button('Second?')).toBeVisible()
  await page.locator('parley-chat').evaluate(element => element.setAttribute('data-placeholder', 'Write here'))
  await expect(chat.textbox).toHaveAttribute('placeholder', 'Write here')
  await page.locator('parley-chat').evaluate(element => Object.assign(element, { greeting: 'By property' }))
  await expect(chat.panel.getByRole('heading', { name: 'By property' })).toBeVisible()
  await chat.button('First?').click()
  await expect(chat.log.locator(answers)).toContainText('You asked: First?')
})

test('reset forgets the visitor', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = await converse(page)
  await command(page, 'reset')
  await expect(chat.log.locator('[data-role]')).toHaveCount(0)
  await chat.button('Conversations').click()
  await expect(chat.panel.getByText('No conversations yet.')).toBeVisible()
})

test('reset forgets the visitor at once, also while the server does not answer', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = await converse(page)
  let revoked = 0
  await page.route('**/v1/chatSessions/current*', () => void (revoked += 1))
  await command(page, 'reset')
  await expect(chat.log.locator('[data-role]')).toHaveCount(0, { timeout: 8_000 })
  await expect(chat.textbox).toBeVisible({ timeout: 8_000 })
  await chat.ask('as somebody else')
  await expect(chat.log.locator(answers)).toHaveText([/You asked: as somebody else/])
  expect(revoked).toBe(1)
  await chat.button('Conversations').click()
  await expect(chat.panel.getByRole('list', { name: 'Conversations' })).not.toContainText('hello')
})

test('reset greets at once where nothing of the server answers', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = await converse(page)
  await page.route('**/v1/**', () => {})
  await command(page, 'reset')
  await expect(chat.panel.locator('.greeting')).toBeVisible({ timeout: 8_000 })
  await expect(chat.log.locator('[data-role]')).toHaveCount(0)
})

test.describe('identify', () => {
  const mint = async (url: string, secretKey: string, embedOrigin: string, userIdentifier: string) =>
    (await (
      await fetch(`${url}/v1/chatSessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedOrigin, userIdentifier }),
      })
    ).json()) as Record<string, unknown>

  test('with a session: the visitor is who the site says', async ({ page, setup, context }) => {
    const { url, secretKey } = setup.server
    await page.goto(setup.origin)
    await converse(page, 'as nobody')
    await command(page, 'identify', await mint(url, secretKey, setup.origin, 'ada'))
    const chat = chatOn(page)
    await expect(chat.log.locator('[data-role]')).toHaveCount(0)
    await chat.ask('as ada')
    await expect(chat.log.locator(answers)).toContainText('You asked: as ada')

    // In another browser, with the next session of the same person, it is there.
    const other = await (await context.browser()!.newContext()).newPage()
    await other.goto(setup.origin)
    await command(other, 'identify', await mint(url, secretKey, setup.origin, 'ada'))
    const there = chatOn(other)
    await there.open()
    await there.button('Conversations').click()
    await expect(there.panel.getByRole('list', { name: 'Conversations' })).toContainText('as ada')
    await expect(there.panel.getByRole('list', { name: 'Conversations' })).not.toContainText('as nobody')
    await other.close()
  })

  test('with a function: it is asked again when the session ends', async ({ page, setup }) => {
    const { url, secretKey } = setup.server
    let asked = 0
    await page.exposeFunction('mint', () => {
      asked += 1
      return mint(url, secretKey, setup.origin, 'grace')
    })
    await page.goto(setup.origin)
    await page.evaluate(() => {
      const { mint } = window as unknown as { mint: () => Promise<Record<string, unknown>> }
      window.Parley!('identify', () => mint())
    })
    const chat = await converse(page, 'first')
    expect(asked).toBe(1)
    setup.advanceClock(3_600_000)
    await chat.ask('second')
    await expect(chat.log.locator(answers)).toHaveCount(2)
    expect(asked).toBeGreaterThan(1)
  })

  test('with a function, while the visitor writes: of the same one all stays, of another nothing', async ({
    page,
    setup,
  }) => {
    const { url, secretKey } = setup.server
    await page.exposeFunction('mint', (name: string) => mint(url, secretKey, setup.origin, name))
    const identify = (name: string, delayMs = 0) =>
      page.evaluate(
        ([name, delayMs]) => {
          const { mint } = window as unknown as { mint: (name: string) => Promise<Record<string, unknown>> }
          window.Parley!('identify', async () => {
            await new Promise(resolve => setTimeout(resolve, delayMs))
            return mint(name)
          })
        },
        [name, delayMs] as const,
      )
    await page.goto(setup.origin)
    await identify('grace')
    const chat = await converse(page, 'as grace')
    await chat.textbox.fill('not yet sent')
    // Whose the next session is, nobody knows until it is here.
    await identify('grace', 1_500)
    await expect(chat.textbox).toBeHidden()
    await expect(chat.log).toBeHidden()
    await expect(chat.textbox).toBeFocused()
    await expect(chat.textbox).toHaveValue('not yet sent')
    await expect(chat.log).toContainText('You asked: as grace')
    await page.keyboard.type(', but now')
    await expect(chat.textbox).toHaveValue('not yet sent, but now')

    // The first answers last, when the second has been asked for long.
    await identify('grace', 1_500)
    await identify('ada', 500)
    await expect(chat.textbox).toBeFocused()
    await expect(chat.textbox).toHaveValue('')
    await expect(chat.log.locator('[data-role]')).toHaveCount(0)
    await chat.ask('as ada')
    await page.waitForTimeout(1_500)
    await expect(chat.log.locator(answers)).toContainText('You asked: as ada')
  })

  test('with a session of another page: a neutral sentence, and the fix in the console', async ({ page, setup }) => {
    const errors: string[] = []
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await page.goto(setup.origin)
    const { url, secretKey } = setup.server
    await command(page, 'identify', await mint(url, secretKey, 'https://other.example', 'ada'))
    const chat = chatOn(page)
    await chat.launcher.click()
    await expect(chat.panel).toContainText('The chat is not available on this page.')
    // The console's word may come a moment after the picture.
    await expect
      .poll(() => errors.filter(text => text.includes('https://other.example') && text.includes(setup.origin)).length)
      .toBe(1)
  })
})

test('several chats on one page each have their own conversation', async ({ page, setup }) => {
  const key = `data-publishable-key="${setup.server.publishableKey}"`
  setup.servePage(
    '/several',
    `<main style="display:grid;gap:9px"><parley-chat id="a" data-mode="inline" data-title="A" ${key} style="height:400px"></parley-chat>
     <parley-chat id="b" data-mode="inline" data-title="B" ${key} style="height:400px"></parley-chat></main>${setup.tag(title)}`,
  )
  await page.goto(`${setup.origin}/several`)
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  for (const name of ['A', 'B']) {
    await region(name).getByRole('textbox', { name: 'Message' }).fill(`for ${name}`)
    await page.keyboard.press('Enter')
    await expect(region(name).locator(answers)).toHaveText([new RegExp(`You asked: for ${name}`)])
  }
  const floating = await converse(page, 'for the launcher')
  await page.reload()
  for (const name of ['A', 'B']) await expect(region(name)).toContainText(`You asked: for ${name}`)
  await expect(floating.log).toContainText('You asked: for the launcher')
  await expect(floating.log).not.toContainText('for A')
})

test.describe('the script works', () => {
  const ways: [name: string, page: (url: string, key: string) => string][] = [
    ['as a module', (url, key) => `<script type="module" src="${url}/embed/parley.js" ${key} ${title}></script>`],
    ['in the head, blocking', (url, key) =>
      `<!doctype html><html lang="en"><head><title>x</title><script src="${url}/embed/parley.js" ${key} ${title}></script></head><body><h1>x</h1></body></html>`],
    ['deferred in the head', (url, key) =>
      `<!doctype html><html lang="en"><head><title>x</title><script defer src="${url}/embed/parley.js" ${key} ${title}></script></head><body><h1>x</h1></body></html>`],
    ['through a tag manager', (url, key) =>
      `<script>setTimeout(() => { const s = document.createElement('script'); s.src = '${url}/embed/parley.js'; s.async = true;
        s.setAttribute('data-publishable-key', '${/pk_[\w-]+/.exec(key)![0]}'); s.setAttribute('data-title', 'Ask our docs'); document.head.append(s) }, 50)</script>`],
    ['loaded twice', (url, key) =>
      `<script async src="${url}/embed/parley.js" ${key} ${title}></script><script async src="${url}/embed/parley.js" ${key} ${title}></script>`],
    ['in one file, with a hash', (url, key) =>
      `<script async src="${url}/embed/parley.all.js" integrity="INTEGRITY" crossorigin ${key} ${title}></script>`],
    ['from a pinned version, with a hash', (url, key) =>
      `<script async src="${url}/embed/VERSION/parley.js" integrity="LOADER" crossorigin ${key} ${title}></script>`],
  ] // prettier-ignore
  for (const [name, pageOf] of ways) {
    test(name, async ({ page, setup }) => {
      const manifest = JSON.parse(await readFile('packages/widget/dist/embed/manifest.json', 'utf8'))
      const body = pageOf(setup.server.url, `data-publishable-key="${setup.server.publishableKey}"`)
        .replace('INTEGRITY', manifest.files['parley.all.js'].integrity)
        .replace('LOADER', manifest.integrity)
        .replace('VERSION', manifest.version)
      setup.servePage('/way', body)
      const scripts: string[] = []
      page.on('request', request => request.resourceType() === 'script' && scripts.push(request.url()))
      await page.goto(`${setup.origin}/way`)
      await converse(page)
      await expect(page.locator('parley-chat')).toHaveCount(1)
      if (name.startsWith('in one file')) expect(scripts).toHaveLength(1)
    })
  }

  test('in a srcdoc frame, which has the origin of its page', async ({ page, setup }) => {
    const inner = `<!doctype html><html lang='en'><title>x</title>${setup.tag("data-title='Ask our docs'").replaceAll('"', "'")}</html>`
    setup.servePage('/frame', `<iframe title="x" style="width:600px;height:700px" srcdoc="${inner}"></iframe>`)
    await page.goto(`${setup.origin}/frame`)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('button', { name: 'Open chat' }).click()
    await frame.getByRole('textbox', { name: 'Message' }).fill('hello')
    await frame.getByRole('textbox', { name: 'Message' }).press('Enter')
    await expect(frame.getByRole('log')).toContainText('You asked: hello')
  })

  test('where storage is blocked', async ({ page, setup }) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Access is denied.', 'SecurityError')
          },
        })
      navigator.locks.request = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'))
    })
    const failures: Error[] = []
    page.on('pageerror', error => failures.push(error))
    await page.goto(setup.origin)
    await converse(page)
    expect(failures).toEqual([])
  })

  test('after back and forward, from the cache or anew', async ({ page, setup }) => {
    setup.servePage('/next', '<h1>Next</h1>')
    await page.goto(setup.origin)
    const chat = await converse(page)
    await page.goto(`${setup.origin}/next`)
    await page.goBack()
    await expect(chat.log).toContainText('You asked: hello')
    await chat.ask('still here')
    await expect(chat.log.locator(answers)).toHaveCount(2)
  })

  test('in a single-page app that swaps the body under it', async ({ page, setup }) => {
    await page.goto(setup.origin)
    await converse(page)
    await page.evaluate(key => {
      history.pushState({}, '', '/route')
      const body = document.createElement('body')
      body.innerHTML = '<h1>Another route</h1>'
      document.body = body
      window.Parley!('init', { publishableKey: key, title: 'Ask our docs' })
    }, setup.server.publishableKey)
    const chat = chatOn(page)
    await expect(page.locator('parley-chat')).toHaveCount(1)
    await expect(chat.log).toContainText('You asked: hello')
    // Moved, not replaced: nothing is mounted anew.
    const isSame = await page.evaluate(async () => {
      const element = document.querySelector('parley-chat')!
      const log = element.shadowRoot!.querySelector('[role=log]')
      const main = document.body.appendChild(document.createElement('main'))
      main.append(element)
      await new Promise(resolve => setTimeout(resolve, 50))
      return log !== null && log === element.shadowRoot!.querySelector('[role=log]')
    })
    expect(isSame).toBe(true)
    await expect(chat.log).toContainText('You asked: hello')
  })

  test('when the chat fails to load: it says so, and can be tried again', async ({ page, setup }) => {
    let isDown = true
    await page.route('**/chat-*.js*', route => (isDown ? route.abort() : route.continue()))
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.launcher.click()
    await expect(page.getByText('The chat could not be loaded.')).toHaveCount(1)
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(chat.textbox).toBeFocused()
    await expect(page.getByText('The chat could not be loaded.')).toBeHidden()
    // What is loaded later belongs to the chat that came at last.
    await chat.ask('markdown some **bold** words')
    await expect(chat.log.locator('strong')).toHaveText('bold')
  })

  test('when what draws messages fails to load at first: it comes by itself', async ({ page, setup }) => {
    let isDown = true
    await page.route('**/messages-*.js*', route => (isDown ? route.abort() : route.continue()))
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('markdown some **bold** words')
    await expect(chat.log.locator(answers)).toContainText('some **bold** words')
    isDown = false
    await expect(chat.log.locator('strong')).toHaveText('bold')
  })

  test('when what draws messages fails to load: the conversation is plain text', async ({ page, setup }) => {
    await page.route('**/messages-*.js*', route => route.abort())
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('markdown some **bold** words')
    await expect(chat.log.locator(answers)).toContainText('some **bold** words')
    await expect(chat.log.getByRole('article', { name: 'You' })).toHaveText('markdown some **bold** words')
  })
})

test.describe('in another language', () => {
  for (const [locale, open, send, dir] of [
    ['ar', 'فتح الدردشة', 'إرسال الرسالة', 'rtl'],
    ['he', "פתיחת הצ'אט", 'שליחת הודעה', 'rtl'],
    ['de', 'Chat öffnen', 'Nachricht senden', 'ltr'],
  ] as const) {
    test(`${locale} of the page names and turns everything`, async ({ page, setup }) => {
      setup.servePage(
        '/',
        `<!doctype html><html lang="${locale}" dir="${dir}"><title>x</title><h1>x</h1>${setup.tag('data-title="In English"')}</html>`,
      )
      await page.goto(setup.origin)
      await page.getByRole('button', { name: open }).click()
      const panel = page.getByRole('dialog')
      await expect(panel.getByRole('button', { name: send })).toBeVisible()
      await expect(panel.getByRole('textbox')).toBeFocused()
      await expect(panel.locator('.header')).toHaveCSS('direction', dir)
      const box = (await panel.boundingBox())!
      const isLeft = box.x < 100
      expect(isLeft).toBe(dir === 'rtl')
      // A title in another language stands where a title stands.
      const name = (await panel.getByText('In English').boundingBox())!
      const margins = [name.x - box.x, box.x + box.width - name.x - name.width]
      expect(margins[dir === 'rtl' ? 1 : 0]).toBeLessThan(30)
      await panel.getByRole('textbox').fill('x')
      await page.keyboard.press('Enter')
      await expect(panel.locator(answers)).toContainText('You asked: x')
    })
  }

  test('the page changes its language and direction while the chat is open', async ({ page, setup }) => {
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await page.evaluate(() => {
      document.documentElement.lang = 'he'
      document.documentElement.dir = 'rtl'
    })
    const textbox = page.getByRole('dialog').getByRole('textbox')
    await expect(textbox).toHaveCSS('direction', 'rtl')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'שליחת הודעה' })).toBeVisible()
    const box = (await page.getByRole('dialog').boundingBox())!
    expect(box.x).toBeLessThan(100)
  })

  test('data-locale decides over the page, also the direction', async ({ page, setup }) => {
    setup.servePage('/', `<h1>x</h1>${setup.tag('data-locale="ar"')}`)
    await page.goto(setup.origin)
    await page.getByRole('button', { name: 'فتح الدردشة' }).click()
    await expect(page.getByRole('dialog').locator('.header')).toHaveCSS('direction', 'rtl')
    await expect(page.getByRole('button', { name: 'إغلاق الدردشة' })).toHaveCount(1)
  })

  test('words that cannot be fetched are English ones', async ({ page, setup }) => {
    await page.route('**/chunks/de-*.js*', route => route.abort())
    setup.servePage('/', `<h1>x</h1>${setup.tag(`data-locale="de" ${title}`)}`)
    await page.goto(setup.origin)
    await page.getByRole('button', { name: 'Chat öffnen' }).click()
    await expect(chatOn(page).button('Send message')).toBeVisible()
  })
})
