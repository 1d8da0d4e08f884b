import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { chatOn, expect, test } from './fixtures.ts'

const ports = { server: 18787, shop: 18788, demo: 15173, refused: 15174, storybook: 16006 }
const answers = (port: number, path = '/') =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    response => response.status,
    () => null,
  )

let started: ChildProcess | undefined
test.afterEach(() => void started?.kill('SIGTERM'))

test('npm start serves the server, the demo sites and Storybook, and SIGTERM ends all of it', async ({ page }) => {
  test.setTimeout(500_000)
  const child = (started = spawn('npm', ['start'], {
    env: {
      ...process.env,
      PARLEY_PORT: String(ports.server),
      PARLEY_SHOP_PORT: String(ports.shop),
      PARLEY_DEMO_PORT: String(ports.demo),
      PARLEY_REFUSED_PORT: String(ports.refused),
      PARLEY_STORYBOOK_PORT: String(ports.storybook),
      DATABASE_URL: 'memory:',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  }))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output, { timeout: 150_000 }).toContain('Parley is running')
  for (const port of [ports.server, ports.demo, ports.storybook]) expect(output).toContain(`:${port}`)

  await walkFiveMinutes(page)
  await page.goto(`http://localhost:${ports.demo}/`)
  const chat = { ...chatOn(page), panel: page.getByRole('dialog', { name: 'Ask the Parley manual' }) }
  // Open since the walk, with its conversation.
  const source = chat.panel.getByRole('link', { name: /Embed the widget/ })
  await page.goto((await source.getAttribute('href'))!)
  await expect(page.getByRole('heading', { level: 1, name: 'Embed the widget' })).toBeVisible()
  expect(await answers(ports.storybook, '/index.json')).toBe(200)
  await useInbox(page)
  await useShop(page)
  await useBench(page)

  const ended = new Promise(resolve => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
  await expect
    .poll(() => Promise.all(Object.values(ports).map(port => answers(port))), { timeout: 15_000 })
    .toEqual(Object.values(ports).map(() => null))
})

/** The inbox is the hooks alone: begin, stream, continue, rename, a character, delete. */
async function useInbox(page: Page) {
  await page.goto(`http://localhost:${ports.demo}/inbox.html`)
  const list = page.getByRole('navigation', { name: 'Conversations' })
  await expect(list.getByRole('listitem')).toHaveCount(1) // the visitor of the widget is the same one
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.fill('What is a visitor token?')
  await box.press('Enter')
  const answer = page.locator('[data-role=assistant]')
  await expect(answer).toHaveAttribute('data-status', 'complete', { timeout: 15_000 })
  await expect(answer).toContainText('visitor token')
  await box.fill('Which settings has the server?')
  await box.press('Enter')
  await expect(page.locator('[data-role=assistant][data-status=complete]')).toHaveCount(2, { timeout: 15_000 })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  // Left while it is being written, its row says how it ended all the same.
  await box.fill('What is an embed origin?')
  await box.press('Enter')
  await expect(page.getByRole('button', { name: 'Stop generating' })).toBeVisible()
  await list.getByRole('link', { name: 'New conversation' }).click()
  const row = list.getByRole('listitem').first()
  await expect(row).toContainText('Answering…')
  await expect(row).toContainText('Here is what the documentation says', { timeout: 15_000 })
  await list.getByRole('link').nth(1).click()

  await list.getByRole('button', { name: 'Rename What is a visitor token?' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Tokens')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Tokens' })).toBeVisible()
  await page.reload()
  await expect(list.getByText('Tokens')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Tokens' })).toBeVisible()

  await list.getByRole('link', { name: 'New conversation' }).click()
  await page.getByRole('button', { name: /^Guide/ }).click()
  await expect(page.locator('[data-role=assistant]')).toContainText('Ask me how to embed the widget')
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'Tokens' })).toBeVisible()
  await list.getByRole('button', { name: 'Delete Tokens' }).click()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(list.getByText('Tokens')).toHaveCount(0)
  await expect(list.getByRole('link').last()).toBeFocused()
  await page.screenshot({ path: 'test-results/inbox.png' })

  const window = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 640 })
  await expect(list.getByRole('link').last()).toBeInViewport({ ratio: 1 })
  await list.getByRole('link').last().click()
  await expect(box).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(640)
  await page.getByRole('link', { name: 'All conversations' }).click()
  await expect(list).toBeVisible()
  await page.setViewportSize(window)
}

/** The shop has a chat of its own: inline, in its own colour, and it knows tents and not manuals. By the other name. */
async function useShop(page: Page) {
  await page.goto(`http://127.0.0.1:${ports.demo}/shop.html`)
  const chat = page.getByRole('region', { name: 'Ask about Storm' })
  await chat.getByRole('textbox', { name: 'Message' }).fill('Does it stand in snow?')
  await page.keyboard.press('Enter')
  await expect(chat.getByRole('log')).toContainText('Storm stands in snow.', { timeout: 15_000 })
  const source = chat.getByRole('link', { name: /Snow and wind/ })
  await page.goto((await source.getAttribute('href'))!)
  await expect(page.getByRole('heading', { name: 'Snow and wind' })).toBeVisible()
}

/** The switches of the home page stay in reach while the chat is open, in a language of either direction. */
async function useBench(page: Page) {
  await page.goto(`http://localhost:${ports.demo}/`)
  const chat = page.locator('parley-chat')
  for (const [name, direction] of [
    ['العربية', 'rtl'],
    ['English', 'ltr'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(chat.getByRole('textbox')).toHaveCSS('direction', direction)
    await expect(chat.getByRole('textbox')).toBeInViewport()
    const [controls, textbox] = [
      await page.locator('.controls').boundingBox(),
      await chat.getByRole('textbox').boundingBox(),
    ]
    expect(textbox!.x).toBeGreaterThan(controls!.x + controls!.width)
  }
}

/** The path of `docs/playground.md`, by its own words: addresses, names of buttons, and what is then on screen. */
async function walkFiveMinutes(page: Page) {
  const manual = await readFile('docs/playground.md', 'utf8')
  const path = /## Five minutes\n([^]*?)\n## /.exec(manual)![1]!
  const [start = '', ask = '', colour = '', cut = '', refuse = ''] = path.split(/^\d\. /m).slice(1)
  const address = (step: string) =>
    /`(http:[^`]+)`/
      .exec(step)![1]!
      .replace(':5173', `:${ports.demo}`)
      .replace(':5174', `:${ports.refused}`)
      .replace(':6006', `:${ports.storybook}`)
  const pressed = (step: string) => [...step.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name!)
  const quoted = (step: string) => [...step.matchAll(/"([^"]+)"/g)].map(([, text]) => text!)

  expect(start).toContain('npm start')

  await page.goto(address(ask))
  await page.getByRole('button', { name: pressed(ask)[0]! }).click()
  await page.getByRole('button', { name: quoted(ask)[0]! }).click()
  await expect(
    page
      .getByRole('list')
      .getByRole('link', { name: /Embed the widget/ })
      .first(),
  ).toBeVisible()

  await page.getByRole('button', { name: pressed(colour)[0]! }).click()
  const [, attribute, accent] = /`(data-accent="([^"]+)")`/.exec(colour)!
  await expect(page.getByLabel('The script tag')).toContainText(attribute!)
  const bubble = page.locator('parley-chat [data-role=user] .bubble')
  await expect(bubble).toHaveCSS('--parley-accent', accent!)

  // The first visit to a Storybook that has just started takes its time.
  const [fault, choice] = pressed(cut)
  await page.goto(address(cut))
  const story = page.frameLocator('#storybook-preview-iframe')
  await story.getByRole('textbox', { name: 'Message' }).waitFor({ timeout: 180_000 })
  await page.getByRole('button', { name: fault! }).click()
  await page.getByRole('option', { name: choice! }).click()
  await page.keyboard.press('Escape')
  await story.locator('html[data-fault=cut-for-good]').waitFor()
  await story.getByRole('textbox', { name: 'Message' }).fill('one two three four five six seven eight nine ten')
  await story.getByRole('textbox', { name: 'Message' }).press('Enter')
  await expect(story.getByText(quoted(cut)[0]!)).toBeVisible()

  const told: string[] = []
  page.on('console', message => void told.push(message.text()))
  await page.goto(address(refuse))
  await expect(page.getByText(quoted(refuse)[0]!)).toBeVisible()
  await expect.poll(() => told.join('\n')).toContain('PARLEY_ALLOWED_ORIGINS')
}
