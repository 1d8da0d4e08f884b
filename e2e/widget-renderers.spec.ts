import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const code =
  '```ts\n// a comment\nconst limit: Limit = read("a", 42)\n```\n\n```diff\n+ added\n- gone\n```\n\n```yaml\nkey: "text"\n```'
const formulas = 'The root $x_1 = \\sqrt{2}$ of\n\n$$\n\\int_0^1 \\frac{x^2}{2}\\,dx = \\frac16\n$$\n\nand \\(y\\).'

/** Chunks of the renderers that a page has fetched. */
function watchChunks(page: Page): string[] {
  const fetched: string[] = []
  page.on('request', request => {
    const name = /chunks\/(HighlightedCode|TypesetFormula)/.exec(request.url())?.[1]
    if (name) fetched.push(name)
  })
  return fetched
}

test('colours and formulas are fetched by the first message that has some, and once', async ({ page, setup }) => {
  const fetched = watchChunks(page)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('markdown It costs $5 or $6.\n\n```\nno language\n```\n\n```unknown\nx\n```\n\n`inline`')
  await expect(chat.log.locator(answers)).toContainText('no language')
  await expect(chat.log.locator('.markdown')).toHaveCount(1)
  expect(fetched).toEqual([])
  await chat.ask(`markdown ${code}`)
  await expect(chat.log.locator('[data-code=keyword]')).toHaveText(['const'])
  expect(fetched).toEqual(['HighlightedCode'])
  await chat.ask(`markdown ${formulas}\n\n${code}`)
  await expect(chat.log.locator('math')).toHaveCount(3)
  await expect(chat.log.locator('[data-code=keyword]')).toHaveText(['const', 'const'])
  expect(fetched).toEqual(['HighlightedCode', 'TypesetFormula'])
})

test('code and formulas stay readable when their renderers cannot be fetched', async ({ page, setup }) => {
  await page.route(/chunks\/(HighlightedCode|TypesetFormula)/, route => route.abort())
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(`markdown ${formulas}\n\n${code}`)
  await expect(chat.log.locator(answers)).toContainText('const limit: Limit')
  await expect(chat.log.locator(answers)).toContainText('$x_1 = \\sqrt{2}$')
  await expect(chat.log.locator('.math-source')).toContainText('\\frac16')
})

test('what stands in an answer from right to left stands on that side, each by its own words', async ({
  page,
  setup,
}) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(
    'markdown > ציטוט ארוך\n>\n> and in English\n\n- פריט\n- what is it?\n\n  עוד\n\n- item\n\n| שם | מחיר |\n|---|---|\n| one | 2 |\n\n> a quote\n\n- an item\n\n| a |\n|---|\n| ב |',
  )
  const answer = chat.log.locator(answers)
  await expect(answer.locator('table')).toHaveCount(2)
  for (const [selector, directions] of [
    ['blockquote', ['rtl', 'ltr']],
    ['ul', ['rtl', 'ltr']],
    ['table', ['rtl', 'ltr']],
  ] as const)
    for (const [index, direction] of directions.entries())
      await expect(answer.locator(selector).nth(index)).toHaveCSS('direction', direction)
  // The English line of a Hebrew quote begins at its left all the same.
  const lineOf = (text: string) =>
    answer.getByText(text).evaluate(element => {
      const range = document.createRange()
      range.selectNodeContents(element)
      const [line, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
      return { left: line.left - box.left, right: box.right - line.right }
    })
  expect((await lineOf('and in English')).left).toBeLessThan(1)
  expect((await lineOf('ציטוט ארוך')).right).toBeLessThan(1)
  // What belongs together stays together.
  expect((await lineOf('what is it?')).right).toBeLessThan(1)
  expect((await lineOf('one')).right).toBeLessThan(20)
})

test('colours move nothing', async ({ page, setup }) => {
  let fetchColours = () => {}
  const asked = new Promise<void>(resolve => (fetchColours = resolve))
  await page.route(/chunks\/HighlightedCode/, async route => {
    await asked
    await route.continue()
  })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(`markdown ${code}`)
  await expect(chat.log.locator(`${answers} pre`)).toHaveCount(3)
  // As laid out: what is on screen is scaled while the panel comes up.
  const heights = () =>
    chat.log.locator('pre').evaluateAll(all => all.map(one => [one.textContent, (one as HTMLElement).offsetHeight]))
  const plain = await heights()
  fetchColours()
  await expect(chat.log.locator('.highlighted')).toHaveCount(3)
  expect(await heights()).toEqual(plain)
})

test('what is finished is not drawn again while the rest streams', async ({ page, setup }) => {
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  // The renderers are here: from now on it is only about the moment.
  await chat.ask(`markdown ${formulas}\n\n${code}`)
  await expect(chat.log.locator('math')).toHaveCount(3)
  await expect(chat.log.locator('[data-code]').first()).toBeVisible()
  await page.evaluate(() => {
    const log = document.querySelector('parley-chat')!.shadowRoot!.querySelector('[role=log]')!
    const seen = { removed: 0 }
    Object.assign(window, { seen })
    new MutationObserver(records => {
      for (const record of records)
        for (const node of record.removedNodes)
          if (node instanceof Element && node.matches('math, [data-code], .highlighted')) seen.removed += 1
    }).observe(log, { subtree: true, childList: true, characterData: true })
  })
  const words = 'word '.repeat(200)
  await page.evaluate(
    text => window.Parley!('send', text),
    `slowly ${code.replace('```diff', `${words}\n\n\`\`\`diff`)}\n\n${words}`,
  )
  await expect(chat.log.locator('[data-role=assistant]').last().locator('.highlighted')).toHaveCount(3)
  await expect(chat.log.locator(answers)).toHaveCount(2, { timeout: 60_000 })
  expect(await page.evaluate(() => (window as unknown as { seen: { removed: number } }).seen.removed)).toBe(0)
})

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing in code and formulas, ${theme}`, async ({ page, setup }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    setup.servePage('/', `<main><h1>x</h1></main>${setup.tag(`data-title="Ask our docs" data-theme="${theme}"`)}`)
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask(`markdown ${formulas}\n\n${code}`)
    await expect(chat.log.locator('math')).toHaveCount(3)
    const kinds = chat.log.locator('[data-code]').evaluateAll(all => all.map(one => (one as HTMLElement).dataset.code))
    await expect
      .poll(() => kinds)
      .toEqual(
        expect.arrayContaining(['comment', 'keyword', 'string', 'number', 'name', 'type', 'inserted', 'deleted']),
      )
    const colours = await chat.log
      .locator('[data-code]')
      .evaluateAll(all => new Set(all.map(one => getComputedStyle(one).color)).size)
    expect(colours).toBe(6)
    const { violations } = await new AxeBuilder({ page }).include('parley-chat').analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(node => node.html).join()}`)).toEqual([])
  })
}

test('a strict policy with trusted types reports nothing of code and formulas', async ({ page, setup }) => {
  const { url } = setup.server
  setup.servePage('/', setup.tag('data-title="Ask our docs"'), {
    'content-security-policy': `default-src 'none'; script-src ${url}; connect-src ${url}; require-trusted-types-for 'script'`,
  })
  const reports: string[] = []
  await page.exposeFunction('report', (report: string) => reports.push(report))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', event => {
      ;(window as unknown as { report(text: string): void }).report(`${event.violatedDirective} ${event.blockedURI}`)
    }),
  )
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(`markdown $\\begin{array}{|c|}\\hline a\\end{array}$ ${formulas}\n\n${code}`)
  await expect(chat.log.locator('math')).toHaveCount(4)
  // The styles are there: as constructed sheets, and the space around cells by properties, not by attributes.
  await expect(chat.log.locator('[data-code=keyword]').first()).not.toHaveCSS(
    'color',
    await chat.log.evaluate(log => getComputedStyle(log).color),
  )
  expect(reports.filter(report => !report.startsWith('img-src'))).toEqual([])
})

test('hostile formulas ask nobody, name nothing and stay in their message', async ({ page, setup }) => {
  const strangers: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith(setup.server.url) && !request.url().startsWith(setup.origin))
      strangers.push(request.url())
  })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  const evil = 'https://evil.example'
  await chat.ask(
    `markdown ${[
      '$x$', `$\\href{${evil}}{y}$`, `$$\\includegraphics{${evil}/p.png}$$`, `$\\includegraphics{${evil}/q.png}$`, '$\\class{launcher}{x}$', '$\\id{Parley}{x}$', '$\\style{position:fixed;inset:0}{x}$',
      '$$\\label{Parley}x\\tag{1}$$', '$\\ref{Parley}$', '$$\\rule{9999em}{9999em}$$', 'a $\\kern-99em x$', 'a $\\raisebox{99em}{x}$', 'a $\\hspace{99em}x$', `$${'W+'.repeat(38)}W$`, `$${'W'.repeat(78)}$`, `$$${'W'.repeat(300)}$$`, `$\\frac{${'W'.repeat(70)}}{2}$`, '$\\color{white}x$',
    ].join('\n\n')}\n\n$z$`,
  ) // prettier-ignore
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect.poll(() => chat.log.locator('math').count()).toBeGreaterThan(6)
  const found = await chat.panel.evaluate(panel => {
    const found: string[] = []
    const { left, right } = panel.querySelector('.transcript')!.getBoundingClientRect()
    const log = panel.querySelector('[role=log]')!
    if (log.scrollWidth > log.clientWidth) found.push('the transcript scrolls sideways')
    for (const element of panel.querySelectorAll('.markdown *')) {
      for (const name of ['id', 'href', 'src', 'name', 'onclick'])
        if (element.hasAttribute(name)) found.push(`${element.localName} ${name}`)
      if (['fixed', 'sticky'].includes(getComputedStyle(element).position)) found.push(`${element.localName} fixed`)
    }
    for (const element of panel.querySelectorAll('math')) {
      const box = element.getBoundingClientRect()
      if (!element.closest('.math') && (box.left < left || box.right > right)) found.push(element.textContent)
      if (box.height > 200) found.push(`${element.textContent} is ${box.height} px high`)
    }
    return found
  })
  expect(found).toEqual([])
  expect(strangers).toEqual([])
})

test('the one-file build has both without a further request', async ({ page, setup }) => {
  const fetched: string[] = []
  page.on('request', request => fetched.push(request.url()))
  setup.servePage('/', `<h1>x</h1>${setup.tag('data-title="Ask our docs"').replace('parley.js', 'parley.all.js')}`)
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask(`markdown ${formulas}\n\n${code}`)
  await expect(chat.log.locator('math')).toHaveCount(3)
  await expect(chat.log.locator('[data-code=keyword]')).toHaveText(['const'])
  expect(fetched.filter(url => url.includes('/embed/'))).toHaveLength(1)
})
