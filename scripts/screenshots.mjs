// Takes the pictures in docs/screenshots of the built widget: the states × the themes. Look at each before it is committed.
import { createServer } from 'node:http'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright'
import { startServer } from '../packages/server/dist/node.js'
import { browserOptions } from './findChromium.mjs'
import { root } from './workspace.mjs'

const answer = `Paste **three lines** into your page and allow its origin.

\`\`\`html
<!-- before the end of the body -->
<script async src="https://chat.example.com/embed/parley.js"
        data-publishable-key="pk_live_9f2c"></script>
\`\`\`

1. Scheme and host, such as \`https://example.com\`
2. The port, when it is not the default

| Setting | Default |
|---|---|
| \`data-mode\` | \`floating\` |

> Sessions live for 15 minutes.`
const code = `\`\`\`ts
// Renewed before it ends.
const session: Session = await mint({ seconds: 900 })
if (!session.ok) throw new Error('refused')
\`\`\`

\`\`\`diff
- const client = createClient()
+ const client = createChatClient()
\`\`\``
const math = `The mean of $n$ samples is $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i$, and

$$
\\sigma^2 = \\frac{1}{n-1} \\sum_{i=1}^{n} \\left(x_i - \\bar{x}\\right)^2
$$

$$
A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}, \\quad \\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$`
const answers = { 'How do I renew a session?': code, 'What is the variance?': math }

async function* responder({ text, signal }) {
  yield { type: 'text-start', id: '1' }
  if (text.endsWith('…')) {
    yield { type: 'text-delta', id: '1', delta: 'Paste **three lines** into your page and' }
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    return
  }
  yield { type: 'text-delta', id: '1', delta: answers[text] ?? answer }
  if (text.endsWith('?!')) throw new Error('The model is away.')
  yield { type: 'source-url', sourceId: '1', url: 'https://docs.example.com/embed', title: 'Embed the widget' }
}

let body = ''
const site = createServer((_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(body))
await new Promise(resolve => site.listen(0, '127.0.0.1', resolve))
const origin = `http://localhost:${site.address().port}`
const server = await startServer({
  keyFile: join(await mkdtemp(join(tmpdir(), 'parley-shots-')), 'keys.json'),
  responder,
  settings: {
    PARLEY_PORT: '0',
    DATABASE_URL: 'memory:',
    PARLEY_ALLOWED_ORIGINS: origin,
    PARLEY_RATE_LIMIT: '9999/min',
  },
})
const browser = await chromium.launch(browserOptions())

const phone = { width: 390, height: 780 }
// Wider than a phone: the panel floats over its launcher.
const desktop = { width: 500, height: 780 }
const arabic = { lang: 'ar', dir: 'rtl' }
const themes = {
  light: { viewport: desktop, colorScheme: 'light' },
  dark: { viewport: desktop, colorScheme: 'dark' },
  rtl: { viewport: desktop, colorScheme: 'light', ...arabic },
  phone: { viewport: phone, colorScheme: 'light' },
  'phone-dark': { viewport: phone, colorScheme: 'dark' },
  'phone-rtl': { viewport: phone, colorScheme: 'light', ...arabic },
  'forced-colours': { viewport: desktop, colorScheme: 'dark', forcedColors: 'active' },
}
const settled = '[data-role=assistant]:is([data-status=complete], [data-status=failed])'
const states = {
  empty: () => {},
  writing: async chat => {
    await chat.ask('How do I embed it…')
    await chat.panel.locator('strong').first().waitFor()
  },
  answer: async chat => chat.ask('How do I embed the widget?'),
  code: async chat => {
    await chat.ask('How do I renew a session?')
    await chat.panel.locator('[data-code]').first().waitFor()
  },
  math: async chat => {
    await chat.ask('What is the variance?')
    await chat.panel.locator('math').first().waitFor()
  },
  failed: async chat => {
    await chat.ask('Which origins are allowed?!')
    await chat.panel.getByRole('alert').waitFor()
  },
  feedback: async chat => {
    await chat.ask('How do I embed the widget?')
    await chat.panel.locator('[data-icon=bad]').last().click()
    await chat.panel.locator('.feedback').waitFor()
  },
  conversations: async chat => {
    for (const text of ['How do I embed the widget?', 'Which origins are allowed?']) {
      await chat.ask(text)
      await chat.panel.locator('.header [data-icon=compose]').click()
    }
    await chat.panel.locator('.header [data-icon=history]').click()
    await chat.panel.locator('.history-item').nth(1).waitFor()
  },
}
const onlySome = {
  writing: ['light', 'rtl'],
  code: ['light', 'dark', 'forced-colours'],
  math: ['light', 'dark', 'phone'],
}
const forced = ['empty', 'answer', 'code', 'conversations']

for (const [theme, { viewport, lang = 'en', dir = 'ltr', ...media }] of Object.entries(themes)) {
  for (const [state, bring] of Object.entries(states)) {
    const isWanted = theme === 'forced-colours' ? forced.includes(state) : (onlySome[state] ?? [theme]).includes(theme)
    if (!isWanted) continue
    const context = await browser.newContext({ viewport, ...media, reducedMotion: 'reduce' })
    const page = await context.newPage()
    body = `<!doctype html><html lang="${lang}" dir="${dir}"><meta name="viewport" content="width=device-width"><title>x</title><body style="background:${media.colorScheme === 'dark' ? '#222' : '#e9e9ee'}"><script src="${server.url}/embed/parley.js" data-publishable-key="${server.publishableKey}" data-title="Ask our docs" data-open data-suggestions='["How do I embed the widget?","Which origins are allowed?","What does it cost?"]'></script>`
    await page.goto(origin)
    const panel = page.getByRole('dialog')
    const ask = async text => {
      await panel.locator('textarea').first().fill(text)
      await page.keyboard.press('Enter')
      if (!text.endsWith('…')) await panel.locator(settled).last().waitFor()
    }
    await panel.locator('textarea').waitFor()
    await bring({ panel, ask })
    await wait(500)
    await page.mouse.move(0, 0)
    await page.screenshot({ path: `${root}docs/screenshots/${theme}-${state}.png`, animations: 'disabled' })
    await context.close()
  }
}
await browser.close()
await server.close(500)
site.closeAllConnections()
site.close()
