import type { Locator, Page } from '@playwright/test'
import { chatOn, expect, replying, test, type Setup } from './fixtures.ts'
import { frameworks } from './hosts/frameworks.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

const serve = (setup: Setup, head: string, attributes = '') =>
  setup.servePage(
    '/handlers',
    `<!doctype html><html lang="en"><head><title>x</title>${head}</head><body style="margin:0"><div id="here" style="height:400px"></div>
     <p style="height:4000px">A long page</p>${setup.tag(`data-title="Ask our docs" ${attributes}`)}</body></html>`,
  )
const inline = 'data-mode="inline" data-target="#here"'

/** A page that scrolls by itself, as smooth-scroll libraries do, or not at all, as scroll locks have it. */
const scrollHandlers = `<script>
  window.handled = []
  for (const type of ['wheel', 'touchstart', 'touchmove'])
    document.addEventListener(type, event => {
      handled.push(type)
      if (type !== 'touchstart') event.preventDefault()
    }, { passive: false })
</script>`
const handledOn = (page: Page) =>
  page.evaluate(() => [...new Set((window as unknown as { handled: string[] }).handled.splice(0))])

/** The wheel over a conversation that can scroll scrolls it, and the page hears nothing of that. */
async function expectOwnWheel(log: Locator) {
  const page = log.page()
  const top = () => log.evaluate(log => log.scrollTop)
  const before = await top()
  await handledOn(page)
  await page.mouse.wheel(0, -200)
  await expect.poll(top).toBeLessThan(before)
  expect(await handledOn(page)).toEqual([])
}

test('what is typed is in the message box, also while a modal of Bootstrap is open', async ({ page, setup }) => {
  serve(
    setup,
    `${frameworks.bootstrap}<div class="modal" id="modal" tabindex="-1"><div class="modal-dialog"><div class="modal-content"><input id="field"></div></div></div>`,
  )
  await page.goto(`${setup.origin}/handlers`)
  const chat = chatOn(page)
  await chat.open()
  await page.evaluate(() => {
    const { Modal } = (window as unknown as { bootstrap: { Modal: new (of: Element) => { show(): void } } }).bootstrap
    const modal = document.querySelector('#modal')!
    return new Promise(shown => {
      modal.addEventListener('shown.bs.modal', shown)
      new Modal(modal).show()
    })
  })
  await chat.textbox.click()
  await page.keyboard.type('hello')
  await expect(chat.textbox).toHaveValue('hello')
  await expect(page.locator('#field')).toHaveValue('')
})

test('what is typed is no shortcut of the page, whichever event it listens to', async ({ page, setup }) => {
  serve(
    setup,
    `<script>window.heard = []; for (const type of ['keydown', 'keypress', 'keyup']) addEventListener(type, event => heard.push(type + ' ' + event.key))</script>`,
  )
  await page.goto(`${setup.origin}/handlers`)
  const chat = chatOn(page)
  await chat.open()
  await chat.textbox.focus()
  await page.keyboard.type('a?')
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([])
  // With a modifier, and from the buttons, they are the page's.
  await page.keyboard.press('Control+j')
  await chat.button('Conversations').focus()
  await page.keyboard.press('b')
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(
    expect.arrayContaining(['keydown j', 'keydown b', 'keypress b', 'keyup b']),
  )
})

test('the conversation scrolls where the page handles the wheel itself', async ({ page, setup }) => {
  serve(setup, scrollHandlers)
  await page.goto(`${setup.origin}/handlers`)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('words 600')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await chat.log.hover()
  await expectOwnWheel(chat.log)
  await page.mouse.move(20, 20)
  await page.mouse.wheel(0, 200)
  await expect.poll(() => handledOn(page)).toEqual(['wheel'])
})

test('a conversation of the page scrolls by itself where it can, and leaves the wheel to the page where it cannot', async ({
  page,
  setup,
}) => {
  serve(setup, scrollHandlers, inline)
  await page.goto(`${setup.origin}/handlers`)
  const region = page.getByRole('region', { name: 'Ask our docs' })
  const log = region.getByRole('log')
  await region.getByRole('textbox').waitFor()
  await log.hover()
  await page.mouse.wheel(0, 100)
  await expect.poll(() => handledOn(page)).toEqual(['wheel'])
  await region.getByRole('textbox').fill('words 600')
  await page.keyboard.press('Enter')
  await expect(log.locator(answers)).toHaveCount(1)
  await log.hover()
  await expectOwnWheel(log)
  await region.getByRole('heading', { name: 'Ask our docs' }).hover()
  await page.mouse.wheel(0, 100)
  await expect.poll(() => handledOn(page)).toEqual(['wheel'])
})

test('over a conversation of the page that has nothing to scroll, or is at its end, the page scrolls', async ({
  page,
  setup,
}) => {
  serve(setup, '', inline)
  await page.goto(`${setup.origin}/handlers`)
  const region = page.getByRole('region', { name: 'Ask our docs' })
  const log = region.getByRole('log')
  await region.getByRole('textbox').waitFor()
  await log.hover()
  await page.mouse.wheel(0, 100)
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
  await page.evaluate(() => scrollTo(0, 0))
  await region.getByRole('textbox').fill('words 600')
  await page.keyboard.press('Enter')
  await expect(log.locator(answers)).toHaveCount(1)
  await expect.poll(() => log.evaluate(log => log.scrollHeight - log.clientHeight - log.scrollTop)).toBeLessThan(2)
  await log.hover()
  await page.mouse.wheel(0, 100)
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
})

test('answers can be selected on a page where nothing can', async ({ page, setup }) => {
  serve(setup, '<style>html, * { user-select: none; -webkit-user-select: none }</style>')
  await page.goto(`${setup.origin}/handlers`)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('markdown selectable')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  await expect(async () => {
    await chat.log.locator('.markdown p').dblclick({ position: { x: 20, y: 10 } })
    expect(await page.evaluate(() => String(getSelection()).trim())).toBe('selectable')
  }).toPass()
})

test('properties that the page has registered change nothing of the chat', async ({ page, setup }) => {
  const look = async () => {
    const chat = chatOn(page)
    await chat.open()
    await chat.textbox.fill('x')
    return chat.panel.evaluate(panel =>
      [panel, ...panel.querySelectorAll('h2, textarea, .composer-button, .composer-box')].map(part => {
        const { color, backgroundColor, borderRadius, fontSize, fontFamily, padding } = getComputedStyle(part)
        return { color, backgroundColor, borderRadius, fontSize, fontFamily, padding }
      }),
    )
  }
  await page.emulateMedia({ reducedMotion: 'reduce' })
  serve(setup, '')
  await page.goto(`${setup.origin}/handlers`)
  const plain = await look()
  const registered = {
    '<length>': ['radius', 'size', 'space', 'small', 'radius-m', 'radius-s'],
    '<color>': ['background', 'text', 'accent', 'on-accent', 'muted', 'line', 'line-strong', 'link', 'raised', 'hover'],
  }
  const rules = Object.entries(registered).flatMap(([syntax, names]) =>
    names.map(
      name =>
        `@property --${name} { syntax: '${syntax}'; inherits: false; initial-value: ${syntax === '<color>' ? 'red' : '40px'} }`,
    ),
  )
  serve(setup, `<style>${rules.join('\n')}</style>`)
  await page.evaluate(() => sessionStorage.clear())
  await page.goto(`${setup.origin}/handlers`)
  expect(await look()).toEqual(plain)
})
