import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'
import { frameworks } from './hosts/frameworks.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'
const content = '<h1>A site</h1><p>Some <a href="#x">text</a> with a <button>button</button>.</p>'
/** Rules of a page that has the same class names. */
const sameNames =
  '.panel{margin-bottom:20px;border:1px solid red;display:none}.header{position:fixed;top:0}.button,.btn,button{padding:40px!important}.launcher{display:none}.message{opacity:0}.hidden,[hidden]{display:block!important}a{color:red!important}'
/** Handlers of their own on everything, as plugins have them. */
const jqueryPlugins = `<script>
  jQuery.noConflict(); Array.prototype.extend = function () {}; Object.defineProperty(Array.prototype, "last", { value: 1, enumerable: true })
  jQuery(document).on("click focusin keydown submit", "a, button, form, textarea, *", function (event) { jQuery(this).addClass("seen") })
  jQuery(function () { jQuery("*").on("mousewheel", function () {}) })
</script>`
const prototypePlugins = `<script>
  Object.prototype.extended = function () {}
  document.observe("dom:loaded", function () { $$("body *").invoke("observe", "click", function (event) { Event.element(event).addClassName("seen") }) })
</script>`

/** Pages that are hard to be a guest on: what stands in the head, and what the root element says. */
const hosts: Record<string, { head?: string; root?: string; quirks?: boolean; wrap?: (body: string) => string }> = {
  'a reset': { head: '<style>*{margin:0;padding:0;border:0;font:inherit;color:inherit;background:none}</style>' },
  'everything unset': { head: '<style>* { all: unset !important }</style>' },
  'everything important': {
    head: '<style>*{color:red!important;font:40px serif!important;transform:none!important;opacity:.5!important;letter-spacing:9px!important}h1,p{opacity:1!important}</style>',
  },
  'huge z-index': {
    head: '<style>h1{position:relative;z-index:2147483647}body::after{content:"";position:fixed;inset:0;z-index:2147483647;pointer-events:none}</style>',
  },
  'a transformed body': { head: '<style>body{transform:translate(0);filter:blur(0);perspective:1px;contain:paint}</style>' },
  'a body that clips': { head: '<style>html,body{height:100%;overflow:hidden}body{position:fixed;width:50%}</style>' },
  'tiny root font': { head: '<style>html{font-size:5px;line-height:4;letter-spacing:4px;word-spacing:9px;text-transform:uppercase}</style>' },
  'zoomed by viewport units': { head: '<style>html{font-size:10vw;zoom:1}body{font-size:3rem}</style>' },
  'Tailwind 4': { head: frameworks.tailwind },
  'Bootstrap 5': { head: frameworks.bootstrap },
  'class names like ours': { head: `<style>${sameNames}</style>` },
  'quirks mode': { quirks: true },
  'right to left': { root: 'dir="rtl" lang="en"' },
  'no language': { root: '' },
  'a language with underscore': { root: 'lang="en_US"' },
  'patched fetch': {
    head: '<script>const real = fetch; window.fetch = function () { return real.apply(this, arguments).then(r => r) }; window.XMLHttpRequest = null</script>',
  },
  'Prototype.js 1.7.3': { head: frameworks.prototype + prototypePlugins },
  'jQuery 1.12': { head: frameworks.jquery + jqueryPlugins },
  'jQuery and Prototype.js together': { head: frameworks.prototype + frameworks.jquery + '<script>jQuery.noConflict()</script>' },
  'frozen built-in prototypes': {
    head: '<script>for (const type of [Object, Array, Function, Promise, Map, Set, String, RegExp, Date, Error]) Object.freeze(type.prototype)</script>',
  },
  'listeners that swallow events': {
    head: '<script>for (const type of ["keydown", "keyup", "wheel", "focusin", "pointerdown"]) document.addEventListener(type, e => e.stopPropagation()); document.addEventListener("keydown", e => e.target.matches("input, textarea") || e.preventDefault())</script>',
  },
  'dark scheme and forced fonts': { head: '<style>:root{color-scheme:dark;font-family:cursive;font-variant:small-caps;writing-mode:horizontal-tb;cursor:wait;user-select:none;visibility:visible}</style>' },
  'a modal framework': { head: '<style>body>*:not(h1){position:static!important;display:inline!important;width:10px!important}</style>' },
  'a grid body': { head: '<style>body{display:grid;grid-template-columns:1fr 1fr;gap:2em}body>*{min-height:300px}</style>' },
} // prettier-ignore

const pageOf = (name: string, tag: string) => {
  const { head = '', root = 'lang="en"', quirks } = hosts[name]!
  return `${quirks ? '' : '<!doctype html>'}<html ${root}><head><title>x</title>${head}</head><body>${content}${tag}</body></html>`
}

const measured = ['.panel', '.header', '.header h2', '.message[data-role=assistant]', '.bubble', '.markdown p', '.markdown li', '.code pre', 'textarea', '.composer-button', '.launcher', '.message-actions button'] // prettier-ignore
const properties = ['color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'letterSpacing', 'textTransform', 'padding', 'margin', 'borderRadius', 'display', 'position', 'opacity', 'cursor', 'visibility', 'textAlign', 'transform'] // prettier-ignore

/** Boxes and computed styles of what the widget draws. */
const lookOf = (page: Page) =>
  page.evaluate(
    ({ measured, properties }) => {
      const root = document.querySelector('parley-chat')!.shadowRoot!
      const look: Record<string, unknown> = {}
      for (const selector of measured) {
        const element = root.querySelector(selector)!
        const style = getComputedStyle(element) as unknown as Record<string, string>
        const { x, y, width, height } = element.getBoundingClientRect()
        const round = (value: number) => Math.round(value * 10) / 10
        look[selector] = [round(x), round(y), round(width), round(height), ...properties.map(name => `${name}: ${style[name]}`)]
      }
      return look
    },
    { measured, properties },
  ) // prettier-ignore

/** The same twice: what scrolls and grows has come to rest. */
async function settledLook(page: Page) {
  let before: unknown = null
  for (let tries = 0; tries < 200; tries++) {
    const look = await lookOf(page)
    if (JSON.stringify(look) === JSON.stringify(before)) return look
    before = look
    await page.waitForTimeout(120)
  }
  throw new Error('The widget does not come to rest.')
}

async function converse(page: Page) {
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('markdown Some **bold** words.\n\n- one\n- two\n\n```ts\nconst a = 1\n```')
  await expect(chat.log.locator(answers)).toContainText('const a')
  await expect(chat.log.locator('.markdown li').first()).toBeVisible()
  await page.mouse.move(0, 0)
  return chat
}

// Pages that turn everything round have mirrored boxes; what they look like is shown by the screenshots.
const mirrored = new Set(['right to left'])

test('the widget looks the same on every host page', async ({ page, setup }) => {
  test.setTimeout(150_000)
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
  const tag = setup.tag('data-title="Ask our docs" data-theme="light"')
  setup.servePage('/', `<!doctype html><html lang="en"><title>x</title><body>${content}${tag}</body></html>`)
  await page.goto(setup.origin)
  await converse(page)
  const plain = await settledLook(page)
  expect(Object.keys(hosts).length).toBeGreaterThanOrEqual(20)
  for (const name of Object.keys(hosts)) {
    await page.evaluate(() => [localStorage.clear(), sessionStorage.clear()])
    setup.servePage('/host', pageOf(name, tag))
    const failures: string[] = []
    page.once('pageerror', error => failures.push(error.message))
    await page.goto(`${setup.origin}/host`)
    await test.step(`on a page with ${name}`, () => converse(page))
    const look = await settledLook(page)
    if (!mirrored.has(name)) expect(look, name).toEqual(plain)
    expect(failures, name).toEqual([])
    await page.keyboard.press('Escape')
    await expect(chatOn(page).panel, name).toBeHidden()
  }
})

/** A place that keeps its size on every page. */
const place =
  '<div id="here" style="margin:0!important;padding:0!important;border:0!important;display:block!important;position:absolute!important;inset:0 auto auto 0!important;width:500px!important;height:560px!important"></div>'

test('an inline chat looks the same on every host page, inside of the box that the page gives it', async ({
  page,
  setup,
}) => {
  test.setTimeout(150_000)
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
  const body = place + setup.tag('data-title="Ask our docs" data-theme="light" data-mode="inline" data-target="#here"')
  /** From the panel's corner on: where the page puts it is the page's matter. */
  const lookInside = async () => {
    const region = page.getByRole('region', { name: 'Ask our docs' })
    await region.getByRole('textbox').fill('markdown Some **bold** words.\n\n- one\n- two\n\n```ts\nconst a = 1\n```')
    await page.keyboard.press('Enter')
    await expect(region.locator(answers)).toContainText('const a')
    await expect(region.locator('.markdown li').first()).toBeVisible()
    await page.mouse.move(0, 0)
    const look = (await settledLook(page)) as Record<string, [number, number, ...unknown[]]>
    const [left, top] = look['.panel']!
    delete look['.launcher']
    return Object.entries(look).map(([name, [x, y, ...rest]]) => [
      name,
      Math.round(x - left),
      Math.round(y - top),
      ...rest,
    ])
  }
  setup.servePage('/', `<!doctype html><html lang="en"><title>x</title><body>${body}</body></html>`)
  await page.goto(setup.origin)
  const plain = await lookInside()
  expect(plain[0]!.slice(0, 5)).toEqual(['.panel', 0, 0, 500, 560])
  for (const name of Object.keys(hosts)) {
    await page.evaluate(() => [localStorage.clear(), sessionStorage.clear()])
    setup.servePage('/host', pageOf(name, body))
    await page.goto(`${setup.origin}/host`)
    const look = await test.step(`on a page with ${name}`, lookInside)
    if (!mirrored.has(name)) expect(look, name).toEqual(plain)
  }
})

test('the frameworks of the host pages are the real ones, and run', async ({ page, setup }) => {
  const { bootstrap, jquery, prototype, tailwind } = frameworks
  setup.servePage('/', `<!doctype html><title>x</title>${bootstrap}${tailwind}${prototype}${jquery}<ul></ul>`)
  await page.goto(setup.origin)
  const found = await page.evaluate(() => {
    const page = window as unknown as Record<
      string,
      { Version: string; fn: { jquery: string }; Modal: { VERSION: string } }
    >
    const listStyle = getComputedStyle(document.querySelector('ul')!).listStyleType
    return [page.Prototype!.Version, page.jQuery!.fn.jquery, page.bootstrap!.Modal.VERSION, 'each' in [], listStyle]
  })
  expect(found).toEqual(['1.7.3', '1.12.4', '5.3.8', true, 'none'])
})

test('every host page without its launcher is pixel for pixel the page it was', async ({ page, setup }) => {
  test.setTimeout(90_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const name of Object.keys(hosts)) {
    setup.servePage('/alone', pageOf(name, '<script></script>'))
    setup.servePage('/host', pageOf(name, setup.tag()))
    await page.goto(`${setup.origin}/alone`)
    const alone = await page.screenshot({ animations: 'disabled' })
    await page.goto(`${setup.origin}/host`)
    await chatOn(page).launcher.waitFor()
    const isDrawn = !(await page.screenshot({ animations: 'disabled' })).equals(alone)
    await page.locator('parley-chat').evaluate(element => {
      element.shadowRoot!.querySelector<HTMLElement>('.launcher')!.style.visibility = 'hidden'
    })
    const guest = await page.screenshot({ animations: 'disabled' })
    expect(isDrawn, name).toBe(true)
    expect(guest.equals(alone), name).toBe(true)
  }
})

test('a strict policy with trusted types reports nothing while everything is used', async ({ page, setup }) => {
  const { url } = setup.server
  const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; require-trusted-types-for 'script'`
  setup.servePage('/strict', setup.tag('data-title="Ask our docs" data-locale="de"'), {
    'content-security-policy': policy,
  })
  await page.addInitScript(() => {
    const reported = window as unknown as { reports: string[] }
    reported.reports = []
    document.addEventListener('securitypolicyviolation', event => {
      reported.reports.push(`${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  await page.goto(`${setup.origin}/strict`)
  await page.getByRole('button', { name: 'Chat öffnen' }).click()
  const panel = page.getByRole('dialog')
  const button = (name: string | RegExp) => panel.getByRole('button', { name })
  const ask = async (text: string) => {
    await panel.getByRole('textbox', { name: 'Nachricht' }).fill(text)
    await page.keyboard.press('Enter')
  }
  await ask('markdown **bold** ![x](https://evil.example/p.png)\n\n```ts\nconst a = 1\n```')
  await expect(panel.locator(answers)).toContainText('const a')
  await button('Schlechte Antwort').click()
  await button('Bearbeiten').click()
  await ask('slow 100')
  await button('Antwort anhalten').click()
  await expect(panel.locator('[data-status=stopped]').first()).toBeVisible()
  await button('Unterhaltungen').click()
  await button(/umbenennen$/).click()
  await page.keyboard.press('Escape')
  await page.waitForTimeout(300)
  const reports = await page.evaluate(() => (window as unknown as { reports: string[] }).reports)
  expect(reports.filter(report => !report.startsWith('img-src') || report.includes('evil'))).toEqual([])
  // The page does report: the policy is on.
  await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b></b>'
    } catch {}
  })
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { reports: string[] }).reports.length))
    .toBeGreaterThan(reports.length)
})
