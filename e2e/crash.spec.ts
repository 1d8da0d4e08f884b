import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chatOn, expect, test } from './fixtures.ts'

const LONG = Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ')

test('killed in the middle of a reply and started again, the server has the message and the text so far', async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-crash-'))
  const port = await freePort()
  const site = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(`<!doctype html><html lang="en"><title>Site</title>${tag}</html>`)
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`
  let server = await startCli(folder, port, origin)
  const { publishableKey } = JSON.parse(await readFile(join(folder, '.parley/keys.json'), 'utf8'))
  const tag = `<script async src="http://127.0.0.1:${port}/embed/parley.js" data-publishable-key="${publishableKey}" data-title="Ask our docs"></script>`

  await page.goto(origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(LONG)
  const answer = chat.log.locator('[data-role=assistant]')
  await expect(answer).toContainText('word20')
  server.kill('SIGKILL')
  await new Promise(resolve => server.once('close', resolve))
  server = await startCli(folder, port, origin)

  // The page finds out by itself, and says so: the answer is not shown as done.
  await expect(answer).toHaveAttribute('data-status', 'interrupted', { timeout: 20_000 })
  await expect(chat.button('Try again')).toBeVisible()
  await page.reload()
  if (await chat.launcher.isVisible().catch(() => false)) await chat.launcher.click()
  await expect(chat.log.locator('[data-role=user]')).toContainText('word199')
  await expect(answer).toHaveAttribute('data-status', 'interrupted')
  await expect(answer).toContainText('word10')
  await expect(answer).not.toContainText('word199')

  await chat.button('Try again').click()
  await expect(answer).toHaveAttribute('data-status', 'complete', { timeout: 20_000 })
  await expect(answer).toContainText('word199')
  await expect(chat.log.locator('[data-role=user]')).toHaveCount(1)

  server.kill('SIGTERM')
  site.closeAllConnections()
  site.close()
})

async function startCli(cwd: string, port: number, origin: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(process.cwd(), 'packages/server/dist/cli.js')], {
    cwd,
    env: {
      ...process.env,
      PARLEY_PORT: String(port),
      PARLEY_ALLOWED_ORIGINS: origin,
      PARLEY_RESPONDER: 'echo',
      PARLEY_ECHO_DELAY_MS: '25',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => reject(new Error(`the server ended with code ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('listening on') && resolve())
  })
  return child
}

function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise(resolve =>
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    }),
  )
}
