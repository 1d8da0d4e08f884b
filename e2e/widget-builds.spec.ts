import { mkdir, writeFile } from 'node:fs/promises'
import { build } from 'vite'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

/** An app that uses the npm packages as they are published, with React. */
async function bundleApp(): Promise<string> {
  const folder = 'packages/widget/node_modules/.cache/react-app'
  await mkdir(folder, { recursive: true })
  await writeFile(
    `${folder}/app.js`,
    `import { createElement as h } from 'react'
    import { createRoot } from 'react-dom/client'
    import { ChatProvider, createChatClient, parley, publishableKey } from '@parley/hooks'
    import { ChatWidget } from '@parley/widget'
    const { url, key } = document.querySelector('#root').dataset
    const client = createChatClient({ backend: parley({ baseUrl: url }), session: publishableKey(key) })
    createRoot(document.querySelector('#root')).render(h(ChatProvider, { client }, h(ChatWidget, { title: 'Ask our docs' })))`,
  )
  const result = await build({
    root: 'packages/widget',
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: `${process.cwd()}/${folder}/app.js`, formats: ['es'], fileName: 'app' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const [{ output }] = [result].flat() as { output: { code?: string }[] }[] as [{ output: { code?: string }[] }]
  return output[0]!.code!.replaceAll('</script', String.raw`<\/script`)
}

let app: Promise<string> | undefined
const builds: Record<string, (setup: Setup) => Promise<string>> = {
  'preact, by the script': setup => Promise.resolve(setup.tag('data-title="Ask our docs"')),
  'React, by the packages': async setup => {
    app ??= bundleApp()
    const { url, publishableKey } = setup.server
    return `<div id="root" data-url="${url}" data-key="${publishableKey}"></div><script type="module">${await app}</script>`
  },
}

for (const [name, pageOf] of Object.entries(builds)) {
  test(`what is over the page is not printed, built with ${name}`, async ({ page, setup }) => {
    setup.servePage('/', `<h1>A site</h1>${await pageOf(setup)}`)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await page.emulateMedia({ media: 'print' })
    await expect(chat.panel).toBeHidden()
    await expect(page.getByRole('button', { name: 'Close chat' })).toBeHidden()
  })

  test(`the same chat built with ${name}`, async ({ page, setup }) => {
    test.setTimeout(60_000)
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    setup.servePage('/', `<h1>A site</h1>${await pageOf(setup)}`)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await expect(chat.textbox).toBeFocused()
    await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(1)

    await chat.ask('markdown Some **bold** words and a [link](https://a.example/)')
    await expect(chat.log.locator(answers)).toHaveCount(1)
    await expect(chat.log.locator('strong')).toHaveText('bold')
    await expect(chat.log.getByRole('link', { name: 'The guide' })).toBeVisible()
    await chat.button('Bad answer').click()
    await chat.panel.getByRole('textbox', { name: 'What was missing or wrong?' }).fill('Too short.')
    await chat.button('Send feedback').click()
    await expect(page.getByText('Thank you.')).toBeVisible()

    await chat.ask('slow 200')
    await expect(chat.log).toContainText('word3')
    await chat.button('Stop generating').click()
    await expect(chat.log.locator('[data-status=stopped]').first()).toBeVisible()
    await chat.button('Edit').last().click()
    await chat.ask('edited')
    await expect(chat.log.locator(answers).last()).toContainText('You asked: edited')
    await chat.ask('fail')
    await expect(page.getByRole('alert')).toHaveText('Something went wrong while answering.')

    await chat.button('Conversations').click()
    await chat.panel.getByRole('button', { name: /^Rename/ }).click()
    await chat.panel.getByRole('textbox', { name: 'Title' }).fill('Renamed')
    await page.keyboard.press('Enter')
    await expect(chat.panel.getByRole('list', { name: 'Conversations' })).toContainText('Renamed')
    await page.keyboard.press('Escape')
    await expect(chat.textbox).toBeFocused()
    await chat.button('New conversation').click()
    await chat.ask('slow 20')
    await expect(chat.log).toContainText('word1')
    await page.keyboard.press('Escape')
    await expect(chat.launcher).toBeFocused()
    await expect(chat.launcher).toHaveAttribute('data-unread', '1')
    await page.reload()
    await expect(chat.launcher).toBeVisible()
    await chat.open()
    await expect(chat.log.locator(answers)).toContainText('word19')
    expect(errors).toEqual([])
  })
}

test('the components follow the direction of the page when it changes', async ({ page, setup }) => {
  setup.servePage('/', await builds['React, by the packages']!(setup))
  await page.goto(setup.origin)
  const launcher = page.getByRole('button', { name: 'Open chat' })
  const side = async () => ((await launcher.boundingBox())!.x < 200 ? 'left' : 'right')
  expect(await side()).toBe('right')
  await page.evaluate(() => (document.body.dir = 'rtl'))
  await expect.poll(side).toBe('left')
  await page.evaluate(() => (document.body.dir = ''))
  await expect.poll(side).toBe('right')
})
