// A reply being written: main-thread time beside the floors, keys, long tasks, lag, and what else is drawn again.
import { END } from './answer.mjs'
import { median, percentile, settle } from './bench.mjs'

const question = { message: { role: 'user', parts: [{ type: 'text', text: 'stream' }] } }
const QUIET_MS = 300
/** Twenty keys a second, faster than anybody types; keys that no keyboard sends would only wait for each other. */
const KEY_MS = 50

/** Main-thread milliseconds from the first token to the end of a reply, and how long that took. */
async function timed(bench, target, reply, ask) {
  await ask()
  await settle(QUIET_MS)
  const before = await target.busy()
  const start = performance.now()
  reply.begin()
  await reply.ended
  await settle(QUIET_MS)
  const seconds = (performance.now() - start) / 1000
  return { busy: (await target.busy()) - before, seconds }
}

export async function floorRun(bench, { kind, history, ...pace }) {
  const target = await bench.open(`/floor/${history}`)
  const { clientToken } = await bench.mint()
  const reply = bench.hold(pace)
  const send = { url: bench.server.url, token: clientToken, path: '/v1/conversations', body: question, kind }
  const result = await timed(bench, target, reply, () => target.page.evaluate(given => void window.run(given), send))
  const text = await target.page.locator('#out').textContent()
  if (pace.count === undefined && !text.includes(END)) throw new Error('The floor did not show the whole answer.')
  await target.close()
  return result
}

/** An empty frame callback in each frame: what a second of frames costs without any work. */
export async function idleRun(bench, seconds = 3) {
  const target = await bench.open('/floor/0')
  await settle(QUIET_MS)
  const before = await target.busy()
  await target.page.evaluate(ms => window.idle(ms), seconds * 1000)
  const busy = (await target.busy()) - before
  await target.close()
  return busy / seconds
}

/** Opens the chat of a visitor and, page by page, all that was said before. */
export async function openChat(bench, remembered, { history = 0, ...options } = {}) {
  const target = await bench.open('/open', { remembered, ...options })
  await target.page.getByRole('textbox', { name: 'Message' }).waitFor()
  await target.page.evaluate(loadAll, history)
  await settle(QUIET_MS)
  return target
}

/* In the page. */
async function loadAll(history) {
  const { shadowRoot } = document.querySelector('parley-chat')
  const frame = () => new Promise(resolve => setTimeout(resolve, 4))
  const count = () => shadowRoot.querySelectorAll('article').length
  while (history > 0 && count() === 0) await frame()
  while (count() < history) {
    const before = count()
    shadowRoot.querySelector('.older').click()
    while (count() === before) await frame()
  }
  const scroller = shadowRoot.querySelector('.transcript-scroller')
  scroller.scrollTop = 1e7
}

const ask = async ({ page }) => {
  await page.getByRole('textbox', { name: 'Message' }).fill('stream')
  await page.getByRole('textbox', { name: 'Message' }).press('Enter')
}

const isWhole = ({ page }) =>
  page.evaluate(end => document.querySelector('parley-chat').shadowRoot.querySelector('.transcript').textContent.includes(end), END) // prettier-ignore

export async function chatRun(bench, { remembered, history, ...pace }) {
  const target = await openChat(bench, remembered, { history })
  const reply = bench.hold(pace)
  const result = await timed(bench, target, reply, () => ask(target))
  if (pace.count === undefined && !(await isWhole(target))) throw new Error('The chat did not show the whole answer.')
  await target.close()
  return result
}

/** Everything that measuring would slow down: keys, lag, long tasks, changes in other messages. */
export async function probeRun(bench, { remembered, history, before, viewport, ...pace }) {
  const target = await openChat(bench, remembered, { history, viewport, before: async (page, devtools) => {
    await page.addInitScript(probe, END)
    await before?.(page, devtools)
  } }) // prettier-ignore
  const reply = bench.hold(pace)
  await ask(target)
  return probeWhile(target, reply)
}

/** The same keys into a bare text box beside the floor: what of it is the machine and the browser. */
export async function floorProbeRun(bench, { history, ...pace }) {
  const target = await bench.open(`/floor/${history}`, { before: page => page.addInitScript(probe, END) })
  const { clientToken } = await bench.mint()
  const reply = bench.hold(pace)
  const send = { url: bench.server.url, token: clientToken, path: '/v1/conversations', body: question, kind: 'text' }
  await target.page.evaluate(given => void window.run(given), send)
  await target.page.getByRole('textbox').focus()
  return probeWhile(target, reply)
}

/** Types while a reply is written, and answers what the probe in the page saw. */
async function probeWhile(target, reply) {
  const { page, devtools } = target
  await settle(QUIET_MS)
  await page.evaluate(() => window.probe.start())
  let over = false
  const typing = (async () => {
    for (let key = 0; !over; key++) {
      const text = 'abcdefgh '[key % 9]
      void devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', text, key: text }).catch(() => {})
      void devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text }).catch(() => {})
      await settle(KEY_MS)
    }
  })()
  reply.begin()
  await reply.ended
  over = true
  await typing
  await settle(QUIET_MS + 500)
  const result = await page.evaluate(() => window.probe.result())
  await target.close()
  return result
}

/* In the page, before anything else. */
function probe(end) {
  const keys = []
  const tasks = []
  const others = []
  let lastChunk = 0
  let shown = 0
  let started = false
  const afterFrame = then =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', () => then(performance.now()))
      channel.port1.start()
      channel.port2.postMessage(0)
    })
  const { read } = ReadableStreamDefaultReader.prototype
  ReadableStreamDefaultReader.prototype.read = async function (...values) {
    const chunk = await read.apply(this, values)
    if (chunk.value && new TextDecoder().decode(chunk.value).includes(end.slice(0, 5))) lastChunk = performance.now()
    return chunk
  }
  addEventListener('keydown', event => started && afterFrame(now => keys.push(now - event.timeStamp)), true)
  new PerformanceObserver(list => started && tasks.push(...list.getEntries().map(entry => entry.duration))).observe({
    type: 'longtask',
  })
  window.probe = {
    start() {
      started = true
      const shadowRoot = document.querySelector('parley-chat')?.shadowRoot
      if (!shadowRoot) return
      const articles = [...shadowRoot.querySelectorAll('article')]
      const writing = articles.at(-1)
      const look = new MutationObserver(() => {
        if (shown || !writing.textContent.includes(end)) return
        shown = -1
        afterFrame(now => (shown = now))
      })
      look.observe(writing.isConnected ? writing : shadowRoot, { subtree: true, childList: true, characterData: true })
      const other = new MutationObserver(records => others.push(...records))
      const options = { subtree: true, childList: true, characterData: true, attributes: true }
      for (const article of articles.slice(0, -1)) other.observe(article, options)
      window.probe.countOthers = () => others.length
      // What changes once the reply is over is no part of the stream.
      new MutationObserver(() => writing.dataset.status !== 'streaming' && other.disconnect()).observe(writing, {
        attributes: true,
      })
    },
    result: () => ({ keys, tasks, lag: shown - lastChunk, others: others.length }),
  }
}

export const summarizeProbes = list => ({
  keys: percentile(list.flatMap(run => run.keys), 0.95),
  tasks: median(list.map(run => run.tasks.length)),
  longest: Math.max(0, ...list.flatMap(run => run.tasks)),
  lag: median(list.map(run => run.lag)),
  others: Math.max(...list.map(run => run.others)),
}) // prettier-ignore
