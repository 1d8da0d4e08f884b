// What a page downloads, how fast a click opens, what memory a long conversation takes, and a slow phone.
import { brotliCompressSync } from 'node:zlib'
import { buildHello, median, percentile, settle } from './bench.mjs'
import { openChat } from './streaming.mjs'

const kib = bytes => `${(bytes / 1024).toFixed(1)} KiB`

/** The scripts that a page fetched from the server, as brotli. */
function countScripts(page, server) {
  const fetched = []
  page.on('response', response => {
    if (response.url().startsWith(`${server.url}/embed/`)) fetched.push(response.body().then(body => brotliCompressSync(body).length)) // prettier-ignore
  })
  return async () => {
    const sizes = await Promise.all(fetched)
    return { requests: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
  }
}

export async function bytes(bench) {
  let scripts
  const target = await bench.open('/closed', {
    before: async page => void (scripts = countScripts(page, bench.server)),
  })
  await target.page.getByRole('button', { name: 'Open chat' }).waitFor()
  await settle(500)
  const closed = await scripts()
  await target.page.getByRole('button', { name: 'Open chat' }).click()
  const textbox = target.page.getByRole('textbox', { name: 'Message' })
  await textbox.waitFor()
  await settle(500)
  const opened = await scripts()
  // What draws messages comes with the first letter.
  await textbox.fill('a')
  await settle(500)
  const answered = await scripts()
  await target.close()
  return { closed, opened, answered, hello: brotliCompressSync(await buildHello()).length }
}

/** Milliseconds from the click to the focus in the text field; on hover everything was fetched. */
async function clickToFocus(bench, path, button, throttle) {
  const target = await bench.open(path, { before: page => page.addInitScript(watchFocus) })
  const { page, devtools } = target
  const opener = page.getByRole('button', { name: button })
  await opener.hover()
  await settle(700)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await settle(100)
  await opener.click()
  await page.waitForFunction(() => window.focusedAt > 0)
  const ms = await page.evaluate(() => window.focusedAt - window.clickedAt)
  await target.close()
  return ms
}

/* In the page. */
function watchFocus() {
  window.focusedAt = 0
  addEventListener('click', event => (window.clickedAt ??= event.timeStamp), true)
  // The event of a focus that moves within a shadow tree does not leave it.
  const { focus } = HTMLElement.prototype
  HTMLElement.prototype.focus = function (...values) {
    focus.apply(this, values)
    if (this.matches('textarea:focus')) window.focusedAt ||= performance.now()
  }
}

export async function opening(bench, runs) {
  const chat = []
  const hello = []
  for (let run = 0; run < runs; run++) {
    hello.push(await clickToFocus(bench, '/hello', 'Open', 4))
    chat.push(await clickToFocus(bench, '/closed', 'Open chat', 4))
  }
  return { chat: median(chat), hello: median(hello) }
}

/** Heap after a collection, in MiB. */
async function heapOf({ devtools, metric }) {
  for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage')
  return (await metric('JSHeapUsedSize')) / 1024 / 1024
}

export async function heap(bench, remembered, runs) {
  const over = []
  for (let run = 0; run < runs; run++) {
    const empty = await bench.open('/empty')
    const floor = await heapOf(empty)
    await empty.close()
    const chat = await openChat(bench, remembered, { history: 1000 })
    await settle(500)
    over.push((await heapOf(chat)) - floor)
    await chat.close()
  }
  return median(over)
}

/** Milliseconds from the navigation to the frame that shows the first message. */
async function firstPaint(bench, remembered) {
  const target = await bench.open('/open', { remembered, before: page => page.addInitScript(watchPaint) })
  await target.page.waitForFunction(() => window.paintedAt > 0)
  const ms = await target.page.evaluate(() => window.paintedAt)
  await target.close()
  return ms
}

/* In the page. */
function watchPaint() {
  const look = () => {
    if (!document.querySelector('parley-chat')?.shadowRoot.querySelector('article .markdown')) {
      requestAnimationFrame(look)
      return
    }
    const channel = new MessageChannel()
    channel.port1.addEventListener('message', () => (window.paintedAt = performance.now()))
    channel.port1.start()
    channel.port2.postMessage(0)
  }
  requestAnimationFrame(look)
}

export async function firstPaints(bench, short, long, runs) {
  const of50 = []
  const of5000 = []
  for (let run = 0; run < runs; run++) {
    of50.push(await firstPaint(bench, short))
    of5000.push(await firstPaint(bench, long))
  }
  return { of50: median(of50), of5000: median(of5000) }
}

/** 6 × slower, 1.6 Mbit/s, 150 ms: from an empty cache to a reply of 100 tokens a second. */
async function phone(bench) {
  const target = await bench.open('/closed', {
    viewport: { width: 390, height: 780 },
    async before(page, devtools) {
      await page.addInitScript(watchPhone)
      await devtools.send('Network.enable')
      const speed = (1.6 * 1024 * 1024) / 8
      await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: speed, uploadThroughput: speed }) // prettier-ignore
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    },
  })
  const { page, devtools } = target
  await page.waitForFunction(() => window.phone.launcher > 0)
  await settle(300)
  await page.getByRole('button', { name: 'Open chat' }).click()
  await page.waitForFunction(() => window.phone.usable > 0)
  const reply = bench.hold({ perSecond: 100, count: 800 })
  reply.begin()
  await page.keyboard.type('stream')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.phone.token > 0)
  let over = false
  void reply.ended.then(() => (over = true))
  while (!over) {
    void devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', text: 'a', key: 'a' }).catch(() => {})
    void devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'a' }).catch(() => {})
    await settle(130)
  }
  const result = await page.evaluate(() => window.phone)
  await target.close()
  return result
}

/* In the page. */
function watchPhone() {
  const phone = { launcher: 0, clicked: 0, usable: 0, sent: 0, token: 0, keys: [] }
  window.phone = phone
  const afterFrame = then =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', () => then(performance.now()))
      channel.port1.start()
      channel.port2.postMessage(0)
    })
  const root = () => document.querySelector('parley-chat')?.shadowRoot
  const when = (isThere, then) => (isThere() ? afterFrame(then) : requestAnimationFrame(() => when(isThere, then)))
  when(
    () => root()?.querySelector('.launcher')?.checkVisibility(),
    now => (phone.launcher = now),
  )
  addEventListener('click', event => (phone.clicked ||= event.timeStamp), true)
  const { focus } = HTMLElement.prototype
  HTMLElement.prototype.focus = function (...values) {
    focus.apply(this, values)
    if (this.matches('textarea:focus')) phone.usable ||= performance.now()
  }
  addEventListener(
    'keydown',
    event => {
      if (phone.token) afterFrame(now => phone.keys.push(now - event.timeStamp))
      else if (event.key === 'Enter') {
        phone.sent = event.timeStamp
        when(
          () => root().querySelector('[data-role=assistant] .parts p, [data-role=assistant] .markdown > *'),
          now => (phone.token = now),
        )
      }
    },
    true,
  )
}

export async function phones(bench, runs) {
  const list = []
  for (let run = 0; run < runs; run++) list.push(await phone(bench))
  return {
    launcher: median(list.map(run => run.launcher)),
    usable: median(list.map(run => run.usable - run.clicked)),
    token: median(list.map(run => run.token - run.sent)),
    keys: percentile(list.flatMap(run => run.keys), 0.95),
  } // prettier-ignore
}

export const asKib = kib
