import type { Page } from '@playwright/test'
import { bundleApp } from './apps/bundleApp.ts'
import { expect, replying, test, type Setup } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_DIALECTS: 'aiSdk' } } })

/** A page of an app that uses `useChat`, with a session of its visitor. */
async function open(page: Page, { server, origin, servePage }: Setup) {
  const response = await fetch(`${server.url}/v1/chatSessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ embedOrigin: origin, userIdentifier: 'ada' }),
  })
  const { clientToken } = (await response.json()) as { clientToken: string }
  const app = await bundleApp('useChat.tsx')
  const data = `data-api="${server.url}/api/chat" data-token="${clientToken}"`
  servePage('/', `<div id="root" ${data}></div><script type="module">${app}</script>`)
  await page.goto(origin)
  const textbox = page.getByRole('textbox', { name: 'Message' })
  return {
    ask: async (text: string) => {
      await textbox.fill(text)
      await textbox.press('Enter')
    },
    status: page.getByTestId('status'),
    lines: page.getByRole('listitem'),
    button: (name: string) => page.getByRole('button', { name }),
    /** What the server has. */
    stored: async () => {
      const headers = { authorization: `Bearer ${clientToken}`, origin }
      const read = async (path: string): Promise<never> => (await fetch(server.url + path, { headers })).json() as never
      const { conversations } = (await read('/v1/conversations')) as { conversations: { id: string }[] }
      const { messages } = (await read(`/v1/conversations/${conversations[0]!.id}/messages`)) as {
        messages: { role: string; parts: { text: string }[]; metadata: { status: string } }[]
      }
      return messages.map(({ role, parts, metadata }) => `${role} ${metadata.status}: ${parts[0]?.text ?? ''}`)
    },
  }
}

test('useChat sends, and continues', async ({ page, setup }) => {
  const chat = await open(page, setup)
  await chat.ask('hello')
  await expect(chat.lines).toHaveText(['hello', 'You asked: hello'])
  await expect(chat.status).toHaveText('ready')
  await chat.ask('more')
  await expect(chat.lines).toHaveText(['hello', 'You asked: hello', 'more', 'You asked: more'])
  await expect.poll(chat.stored).toHaveLength(4)
})

test('useChat stops, and goes on', async ({ page, setup }) => {
  const chat = await open(page, setup)
  await chat.ask('slow 400')
  await expect(chat.lines.last()).toContainText('word3')
  await chat.button('Stop').click()
  await expect(chat.status).toHaveText('ready')
  await chat.ask('hello')
  await expect(chat.lines.last()).toHaveText('You asked: hello')
  const stored = await chat.stored()
  expect(stored.map(line => line.replace(/:[^]*/, ''))).toEqual([
    'user complete',
    'assistant stopped',
    'user complete',
    'assistant complete',
  ])
})

test('useChat regenerates: the server has the new answer in place of the old', async ({ page, setup }) => {
  const chat = await open(page, setup)
  await chat.ask('hello')
  await expect(chat.lines).toHaveText(['hello', 'You asked: hello'])
  await expect(chat.status).toHaveText('ready')
  await chat.button('Regenerate').click()
  await expect(chat.status).toHaveText('ready')
  await expect(chat.lines).toHaveText(['hello', 'You asked: hello'])
  expect(await chat.stored()).toHaveLength(2)
})

test('useChat picks up the answer after a reload', async ({ page, setup }) => {
  const chat = await open(page, setup)
  await chat.ask('slow 60')
  await expect(chat.lines.last()).toContainText('word3')
  await page.reload()
  await expect(chat.lines.last()).toContainText('word59', { timeout: 20_000 })
  await expect(chat.status).toHaveText('ready')
  expect(await chat.stored()).toHaveLength(2)
})

test('a failed answer and a refused origin reach useChat as errors that can be read', async ({ page, setup }) => {
  const chat = await open(page, setup)
  await chat.ask('fail')
  await expect(page.getByRole('alert')).toContainText('could not finish')
  const app = await bundleApp('useChat.tsx')
  const data = `data-api="${setup.server.url}/api/chat" data-token="cst_unknown"`
  setup.servePage('/refused', `<div id="root" ${data}></div><script type="module">${app}</script>`)
  await page.goto(`${setup.origin}/refused`)
  await chat.ask('hello')
  await expect(page.getByRole('alert')).toContainText('unauthorized')
})
