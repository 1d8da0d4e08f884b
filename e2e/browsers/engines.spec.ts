import { expect, replying, test, type Setup } from '../fixtures.ts'
import { inlinePage, inlinePages } from '../hosts/inlinePages.ts'
import type { EngineBrowser } from './EngineBrowser.ts'
import { openFirefox } from './openFirefox.ts'
import { openWebKit } from './openWebKit.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const engines = { Firefox: openFirefox, WebKit: openWebKit }

// Functions of the page: nothing from here is in their reach.
const logText = () =>
  document.querySelector('parley-chat')?.shadowRoot?.querySelector<HTMLElement>('[role=log]')?.innerText ?? ''
const statuses = () =>
  [...(document.querySelector('parley-chat')?.shadowRoot?.querySelectorAll('[data-role=assistant]') ?? [])].map(
    message => (message as HTMLElement).dataset.status,
  )
const focusedName = () => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? ''
const chatBox = () => {
  const { x, y, width, height } =
    document.querySelector('parley-chat')!.shadowRoot!.querySelector('.panel')?.getBoundingClientRect() ?? new DOMRect()
  return [x, y, width, height]
}
const reports = () => (window as unknown as { reports: string[] }).reports

for (const [name, open] of Object.entries(engines)) {
  test.describe(name, () => {
    let browser: EngineBrowser
    test.beforeEach(async () => {
      browser = await open()
    })
    test.afterEach(() => browser.close())

    const text = () => browser.evaluate(logText)
    async function converse(setup: Setup, question: string) {
      await browser.open(setup.origin)
      await browser.click('Open chat')
      await expect.poll(() => browser.evaluate(focusedName)).toBe('Message')
      await browser.type(`${question}\n`)
    }

    test('answers a question, with code in colours and formulas', async ({ setup }) => {
      await converse(setup, 'markdown Some **bold** $x^2$ words.')
      await expect.poll(() => browser.evaluate(statuses)).toEqual(['complete'])
      await expect.poll(text).toContain('The guide')
      const drawn = () =>
        browser.evaluate(() => {
          const log = document.querySelector('parley-chat')!.shadowRoot!.querySelector('[role=log]')!
          return [log.querySelector('strong')?.textContent, log.querySelector('math')?.namespaceURI]
        })
      await expect.poll(drawn).toEqual(['bold', 'http://www.w3.org/1998/Math/MathML'])
      await browser.evaluate(() => void window.Parley!('send', 'markdown ```js\nlet a\n```'))
      await expect
        .poll(() =>
          browser.evaluate(
            () => document.querySelector('parley-chat')!.shadowRoot!.querySelector('[data-code=keyword]')?.textContent,
          ),
        )
        .toBe('let')
    })

    test('shows an answer while it is written, and stops it', async ({ setup }) => {
      await converse(setup, 'slow 400')
      await expect.poll(text).toContain('word3')
      expect(await browser.evaluate(statuses)).toEqual(['streaming'])
      await browser.click('Stop generating')
      await expect.poll(() => browser.evaluate(statuses)).toEqual(['stopped'])
      expect(await text()).not.toContain('word399')
      await expect.poll(() => browser.evaluate(focusedName)).toBe('Message')
    })

    test('goes on with an answer after a reload', async ({ setup }) => {
      await converse(setup, 'slow 100')
      await expect.poll(text).toContain('word3')
      await browser.reload()
      await expect.poll(text).toContain('word99')
      await expect.poll(() => browser.evaluate(statuses)).toEqual(['complete'])
      expect((await text()).match(/word42\b/g)).toHaveLength(1)
      await browser.reload()
      await expect.poll(text).toContain('word99')
    })

    test('lets the page lay an inline chat out', async ({ setup }) => {
      // Its window is as wide as it likes.
      for (const [name, body, box] of inlinePages.filter(([, body]) => !body.includes('* {'))) {
        setup.servePage('/inline', inlinePage(setup, body, 'width: 1000px'))
        await browser.open(`${setup.origin}/inline`)
        await expect.poll(() => browser.evaluate(chatBox), name).toEqual(box)
      }
    })

    test('works under a strict policy without a report', async ({ setup }) => {
      const { url } = setup.server
      setup.servePage(
        '/',
        `<script nonce="x">window.reports = []; document.addEventListener('securitypolicyviolation', event => reports.push(event.violatedDirective + ' ' + event.blockedURI))</script>${setup.tag('data-title="Ask our docs"')}`,
        { 'content-security-policy': `default-src 'none'; script-src ${url} 'nonce-x'; connect-src ${url}` },
      )
      await converse(setup, 'hello')
      await expect.poll(text).toContain('You asked: hello')
      expect((await browser.evaluate(reports)).filter(report => !report.startsWith('img-src'))).toEqual([])
      const width = () =>
        browser.evaluate(
          () =>
            document.querySelector('parley-chat')!.shadowRoot!.querySelector('.panel')!.getBoundingClientRect().width,
        )
      expect(await width()).toBe(400)
    })
  })
}
