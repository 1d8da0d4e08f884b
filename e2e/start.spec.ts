import { spawn } from 'node:child_process'
import { chatOn, expect, test } from './fixtures.ts'

const ports = { server: 18787, demo: 15173, storybook: 16006 }
const answers = (port: number, path = '/') =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    response => response.status,
    () => null,
  )

test('npm start serves the server, the demo sites and Storybook, and SIGTERM ends all of it', async ({ page }) => {
  test.setTimeout(180_000)
  const child = spawn('npm', ['start'], {
    env: {
      ...process.env,
      PARLEY_PORT: String(ports.server),
      PARLEY_DEMO_PORT: String(ports.demo),
      PARLEY_STORYBOOK_PORT: String(ports.storybook),
      DATABASE_URL: 'memory:',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output, { timeout: 150_000 }).toContain('Parley is running')
  for (const port of Object.values(ports)) expect(output).toContain(`:${port}`)

  await page.goto(`http://localhost:${ports.demo}/`)
  const chat = { ...chatOn(page), panel: page.getByRole('dialog', { name: 'Ask the Parley manual' }) }
  await chat.launcher.click()
  await chat.panel.getByRole('textbox', { name: 'Message' }).fill('How do I embed the widget?')
  await page.keyboard.press('Enter')
  const source = chat.panel.getByRole('link', { name: /Embed the widget/ })
  await expect(source).toBeVisible({ timeout: 15_000 })
  await page.goto((await source.getAttribute('href'))!)
  await expect(page.getByRole('heading', { level: 1, name: 'Embed the widget' })).toBeVisible()
  expect(await answers(ports.storybook, '/index.json')).toBe(200)

  const ended = new Promise(resolve => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
  await expect
    .poll(() => Promise.all(Object.values(ports).map(port => answers(port))), { timeout: 15_000 })
    .toEqual([null, null, null])
})
