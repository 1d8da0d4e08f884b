import type { Page } from '@playwright/test'
import { chatOn, expect, test } from './fixtures.ts'

/** What the chat says to the developer, from now on. */
function collectErrors(page: Page): () => string[] {
  const errors: string[] = []
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  return () => errors.filter(text => text.startsWith('Parley'))
}

test('on an origin that is not allowed the visitor reads a neutral sentence, the developer the fix', async ({
  page,
  setup,
}) => {
  const ourErrors = collectErrors(page)
  await page.goto(setup.refusedOrigin)
  const chat = chatOn(page)
  await chat.launcher.click()
  await expect(chat.panel).toContainText('The chat is not available on this page.')
  await expect(chat.panel).not.toContainText('PARLEY_ALLOWED_ORIGINS')
  await expect.poll(() => ourErrors().length).toBe(1) // the console's word may come a moment after the picture
  const ours = ourErrors()
  expect(ours[0]).toContain(setup.refusedOrigin)
  expect(ours[0]).toContain(setup.origin)
  expect(ours[0]).toContain('PARLEY_ALLOWED_ORIGINS')
})

test('with a key that the server does not have, the developer reads that, and nothing of origins', async ({
  page,
  setup,
}) => {
  const ourErrors = collectErrors(page)
  setup.servePage(
    '/other',
    setup.tag('data-title="Ask our docs"').replace(setup.server.publishableKey, 'pk_of_another_server'),
  )
  await page.goto(`${setup.origin}/other`)
  const chat = chatOn(page)
  await chat.launcher.click()
  await expect(chat.panel).toContainText('The chat is not available on this page.')
  await expect.poll(() => ourErrors().length).toBe(1)
  const ours = ourErrors()[0]
  expect(ours).toContain('does not have this publishable key')
  expect(ours).not.toContain('PARLEY_ALLOWED_ORIGINS')
})

test('a message that is refused for its origin says so in the same neutral way, and offers nothing that cannot help', async ({
  page,
  setup,
}) => {
  const ourErrors = collectErrors(page)
  // The session is for this page; a proxy then says that the message is from another.
  await page.route('**/v1/conversations', async (route, request) => {
    if (request.method() !== 'POST') return route.continue()
    const headers = { ...request.headers(), origin: 'https://other.example' }
    return route.fulfill({ response: await route.fetch({ headers }) })
  })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.click()
  await chat.ask('Is anybody there?')
  await expect(chat.panel.getByRole('alert')).toHaveText('The chat is not available on this page.')
  await expect(chat.panel).toContainText('Is anybody there?')
  await expect(chat.button('Try again')).toHaveCount(0)
  await expect.poll(() => ourErrors().length).toBe(1)
  expect(ourErrors()[0]).toContain(setup.origin)
})

test('a conversation that is somebody else’s could not be loaded, which says nothing of the page', async ({
  page,
  setup,
}) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.launcher.click()
  await chat.ask('Is anybody there?')
  await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
  // As systems do that tell it from one that is not there.
  await page.route('**/messages', route =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"forbidden"}' }),
  )
  await page.reload()
  await expect(chat.panel.getByRole('alert')).toContainText('This conversation could not be loaded.')
  await expect(chat.button('Try again')).toBeVisible()
})

test('a token used from another origin is 403 origin_mismatch, readable by the page', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const { clientToken } = await page.evaluate(
    async ({ url, key, origin }) => {
      const response = await fetch(`${url}/v1/chatSessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedOrigin: origin }),
      })
      return (await response.json()) as { clientToken: string }
    },
    { url: setup.server.url, key: setup.server.publishableKey, origin: setup.origin },
  )
  expect(clientToken).toMatch(/^cst_/)
  await page.goto(setup.refusedOrigin)
  const answer = await page.evaluate(
    async ({ url, token }) => {
      const response = await fetch(`${url}/v1/conversations`, { headers: { authorization: `Bearer ${token}` } })
      const requestId = response.headers.get('x-request-id')
      return { status: response.status, requestId, problem: await response.json() }
    },
    { url: setup.server.url, token: clientToken },
  )
  expect(answer).toMatchObject({ status: 403, problem: { code: 'origin_mismatch' } })
  expect(answer.requestId).toBe(answer.problem.requestId)
})

test('works under a strict content security policy, without a violation', async ({ page, setup }) => {
  const policy = [
    "default-src 'none'",
    `script-src ${setup.server.url}`,
    `connect-src ${setup.server.url}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
  setup.servePage('/strict', setup.tag('data-title="Ask our docs"'), { 'content-security-policy': policy })
  const violations: string[] = []
  page.on(
    'console',
    message => /Content Security Policy|TrustedScript/i.test(message.text()) && violations.push(message.text()),
  )
  await page.goto(`${setup.origin}/strict`)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('How do I rotate the keys?')
  await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toContainText('Make a new key')
  const icon = violations.filter(text => !text.includes('favicon'))
  expect(icon).toEqual([])
})
