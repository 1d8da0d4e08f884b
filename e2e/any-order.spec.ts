import { createRandom } from '../scripts/createRandom.mjs'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({
  serverOptions: {
    responder: replying,
    settings: { PARLEY_RATE_LIMIT: '100000/min', PARLEY_ANONYMOUS_LIMIT: '100000/min' },
  },
})

/*
 * Whatever a page asks of the chat, and a visitor does in it, in any order: no error on the page, and in the end one chat
 * that opens, begins anew and answers. Among the default ones is one that has found something.
 *
 * More of them: ANY_ORDER=100-200 npx playwright test --project=chromium e2e/any-order.spec.ts
 */
const [from = 20, to = 22] = (process.env['ANY_ORDER'] ?? '20-22').split('-').map(Number)

for (let seed = from; seed <= to; seed++) {
  test(`whatever the page asks of the chat, in any order: ${seed}`, async ({ page, setup }) => {
    test.setTimeout(120_000)
    const { url, secretKey } = setup.server
    const random = createRandom(seed)
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
    const trace: string[] = []
    const wrong: string[] = []
    page.on('pageerror', error => wrong.push(`page: ${error.stack}`))
    page.on('console', message => {
      if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text()))
        wrong.push(`console: ${message.text()}`)
    })
    await page.exposeFunction('mint', async (userIdentifier: string) =>
      (
        await fetch(`${url}/v1/chatSessions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ embedOrigin: setup.origin, userIdentifier }),
        })
      ).json(),
    )
    await page.goto(setup.origin)
    await chatOn(page).launcher.waitFor()
    const run = (code: string) => {
      trace.push(code)
      return page.evaluate(code)
    }
    const chat = page.locator('parley-chat')
    const textbox = chat.getByRole('textbox', { name: /Message|Nachricht/ })
    let words = 0
    const quick = { timeout: 300 }
    const acts: [number, () => Promise<unknown>][] = [
      [4, () => run(`Parley('open')`)],
      [3, () => run(`Parley('close')`)],
      [2, () => run(`Parley('toggle')`)],
      [3, () => run(`Parley('send', 'w${++words} slow')`)],
      [2, () => run(`Parley('newConversation')`)],
      [2, () => run(`Parley('identify', () => mint('ada'))`)],
      [
        1,
        () =>
          run(`Parley('identify', async () => { await new Promise(r => setTimeout(r, 400)); return mint('grace') })`),
      ],
      [1, () => run(`mint('ada').then(session => Parley('identify', session))`)],
      [1, () => run(`Parley('reset')`)],
      [
        1,
        () => run(`Parley('update', { theme: '${pick(['dark', 'light'])}', position: '${pick(['start', 'end'])}' })`),
      ],
      [1, () => run(`Parley('update', { locale: '${pick(['de', 'en', 'he'])}' })`)],
      [1, () => run(`Parley('update', { mode: '${pick(['floating', 'sidebar', 'inline', 'floating'])}' })`)],
      [1, () => run(`document.documentElement.lang = '${pick(['en', 'de', 'ar'])}'`)],
      [1, () => run(`document.body.append(...document.querySelectorAll('parley-chat'))`)],
      [
        0.5,
        () =>
          run(
            `{ const e = document.querySelector('parley-chat'); e?.remove(); setTimeout(() => e && document.body.append(e), ${pick([0, 50])}) }`,
          ),
      ],
      [
        0.5,
        () =>
          run(
            `Parley('destroy'); Parley('init', { publishableKey: '${setup.server.publishableKey}', serverUrl: '${url}', title: 'Ask our docs' })`,
          ),
      ],
      [
        4,
        async () => {
          trace.push(`types w${++words}`)
          await textbox.fill(`w${words}`, quick)
        },
      ],
      [
        3,
        async () => {
          trace.push('Enter')
          await textbox.press('Enter', quick)
        },
      ],
      [
        1,
        async () => {
          trace.push('Escape')
          await page.keyboard.press('Escape')
        },
      ],
      [
        2,
        async () => {
          const name = pick([
            'Conversations',
            'Stop generating',
            'Edit',
            'Answer again',
            'Try again',
            'Back to the chat',
          ])
          trace.push(name)
          await chat.getByRole('button', { name, exact: true }).last().click(quick)
        },
      ],
      [1, () => run(`document.querySelector('parley-chat')?.shadowRoot.querySelector('.launcher').click()`)],
    ]
    const weights = acts.reduce((sum, [weight]) => sum + weight, 0)
    for (let left = 20 + random() * 25; left > 0; left--) {
      let at = random() * weights
      const [, act] = acts.find(([weight]) => (at -= weight) < 0)!
      await act().catch((error: Error) => {
        if (!/Timeout|intercepts|not enabled|not visible/i.test(error.message)) wrong.push(error.message)
      })
      await page.waitForTimeout(pick([0, 0, 20, 100, 400]))
    }
    trace.push('-- all is well')
    await page.waitForTimeout(700)
    await run(`document.documentElement.lang = 'en'`)
    await run(`Parley('update', { locale: 'en', mode: 'floating', theme: 'light' })`)
    await run(`Parley('open')`)
    await run(`Parley('newConversation')`)
    await run(`Parley('send', 'the last one')`)
    await expect(chat, trace.join('\n')).toHaveCount(1)
    await expect(
      chatOn(page).log.locator('[data-role=assistant][data-status=complete]').last(),
      trace.join('\n'),
    ).toContainText('You asked: the last one')
    expect(wrong, trace.join('\n')).toEqual([])
  })
}
