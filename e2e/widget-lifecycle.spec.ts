import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying, settings: { PARLEY_RATE_LIMIT: '10000/min' } } })

const answers = '[data-role=assistant][data-status=complete]'

test('a hundred cycles of mounting, chatting and destroying end where they began', async ({ page, setup }) => {
  test.setTimeout(120_000)
  // What the page has at work, counted at its roots.
  await page.addInitScript(() => {
    const counts = { listeners: 0, timers: new Set<unknown>(), frames: new Set<unknown>(), fetches: 0 }
    Object.assign(window, { counts })
    const targets = [EventTarget.prototype]
    for (const prototype of targets) {
      const { addEventListener, removeEventListener } = prototype
      const known = new WeakMap<object, Set<string>>()
      // Only what outlives the widget's own elements: the page, its window and what belongs to the browser.
      const isGlobal = (target: unknown) => !(target instanceof Node) || target === document || target === document.body
      prototype.addEventListener = function (this: EventTarget, type: string, listener: never, options?: unknown) {
        const { once, signal } = Object(options) as AddEventListenerOptions
        if (listener && isGlobal(this) && !once && !signal && !(this instanceof AbortSignal)) {
          const types = known.get(listener) ?? new Set()
          if (!types.has(type)) counts.listeners += 1
          known.set(listener, types.add(type))
        }
        return addEventListener.call(this, type, listener, options as never)
      }
      prototype.removeEventListener = function (this: EventTarget, type: string, listener: never, options?: unknown) {
        if (listener && isGlobal(this) && known.get(listener)?.delete(type)) counts.listeners -= 1
        return removeEventListener.call(this, type, listener, options as never)
      }
    }
    const { setTimeout, clearTimeout, setInterval, clearInterval, fetch } = window
    window.setTimeout = ((act: () => void, ms?: number) => {
      const timer = setTimeout(() => {
        counts.timers.delete(timer)
        act()
      }, ms)
      counts.timers.add(timer)
      return timer
    }) as typeof window.setTimeout
    window.clearTimeout = timer => (counts.timers.delete(timer), clearTimeout(timer))
    window.setInterval = ((act: () => void, ms?: number) => {
      const timer = setInterval(act, ms)
      counts.timers.add(timer)
      return timer
    }) as typeof window.setInterval
    window.clearInterval = timer => (counts.timers.delete(timer), clearInterval(timer))
    window.fetch = async (...request) => {
      counts.fetches += 1
      const response = await fetch(...request).catch((error: unknown) => {
        counts.fetches -= 1
        throw error
      })
      if (!response.body || !response.headers.get('content-type')?.includes('event-stream')) {
        counts.fetches -= 1
        return response
      }
      const end = () => void (counts.fetches -= 1)
      const [mine, theirs] = response.body.tee()
      mine.pipeTo(new WritableStream()).then(end, end)
      return new Response(theirs, response)
    }
  })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  await chat.ask('hello')
  await expect(chat.log.locator(answers)).toHaveCount(1)
  const session = await page.context().newCDPSession(page)
  const measure = async () => {
    await page.waitForTimeout(400)
    await session.send('HeapProfiler.collectGarbage')
    const counters = await session.send('Memory.getDOMCounters')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const counts = await page.evaluate(() => {
      const { counts } = window as unknown as { counts: { listeners: number; timers: Set<unknown>; fetches: number } }
      return { listeners: counts.listeners, timers: counts.timers.size, fetches: counts.fetches }
    })
    return { ...counts, nodes: counters.nodes, documents: counters.documents, heap: usedSize }
  }
  const cycle = (times: number) =>
    page.evaluate(
      async ({ times, key }) => {
        const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
        for (let count = 0; count < times; count++) {
          window.Parley!('destroy')
          window.Parley!('init', { publishableKey: key, title: 'Ask our docs' })
          window.Parley!('open')
          const element = document.querySelector('parley-chat')!
          for (let tries = 0; tries < 2_000 && !element.shadowRoot!.querySelector('[data-role=assistant]'); tries++) await wait(10)
          if (!element.shadowRoot!.querySelector('[data-role=assistant]')) throw new Error('The chat did not come.')
        }
        window.Parley!('destroy')
        await wait(50)
      },
      { times, key: setup.server.publishableKey },
    ) // prettier-ignore
  await cycle(5)
  const before = await measure()
  await page.evaluate(key => window.Parley!('init', { publishableKey: key }), setup.server.publishableKey)
  await cycle(100)
  const after = await measure()
  expect(after.listeners).toBe(before.listeners)
  expect(after.timers).toBe(before.timers)
  expect(after.fetches).toBe(0)
  expect(after.documents).toBe(before.documents)
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 20)
  // A cycle that was kept would cost some 100 kB.
  expect(after.heap - before.heap).toBeLessThan(1_500_000)
})

test('while closed nothing runs: no timer, no frame, no request, one custom element and one global', async ({
  page,
  setup,
}) => {
  await page.addInitScript(() => {
    const ran: string[] = []
    const globals = new Set(Object.getOwnPropertyNames(window))
    Object.assign(window, {
      ran,
      newGlobals: () => Object.getOwnPropertyNames(window).filter(name => !globals.has(name)),
    })
    for (const name of [
      'setTimeout',
      'setInterval',
      'requestAnimationFrame',
      'requestIdleCallback',
      'fetch',
    ] as const) {
      const real = window[name] as (...values: unknown[]) => unknown
      Object.assign(window, { [name]: (...values: unknown[]) => (ran.push(name), real.apply(window, values)) })
    }
  })
  await page.goto(setup.origin)
  await chatOn(page).launcher.waitFor()
  await page.waitForTimeout(500)
  const seen = await page.evaluate(() => {
    const { ran, newGlobals } = window as unknown as { ran: string[]; newGlobals(): string[] }
    const mine = newGlobals().filter(name => !['ran', 'newGlobals'].includes(name))
    return {
      ran,
      mine,
      cookies: document.cookie,
      stored: Object.keys(localStorage).concat(Object.keys(sessionStorage)),
    }
  })
  expect(seen).toEqual({ ran: [], mine: ['Parley'], cookies: '', stored: [] })
})

test('hostile answers load nothing, run nothing and stay in their message', async ({ page, setup }) => {
  const { hostileMarkdown } = await import('../packages/widget/tests/hostileMarkdown.ts')
  const strangers: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith(setup.server.url) && !request.url().startsWith(setup.origin))
      strangers.push(request.url())
  })
  page.on('dialog', dialog => {
    strangers.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(setup.origin)
  const chat = chatOn(page)
  await chat.open()
  const texts = hostileMarkdown.map(text => text.replaceAll('\u0000', ''))
  for (let start = 0; start < texts.length; start += 60) {
    await chat.ask(`markdown ${texts.slice(start, start + 60).join('\n\n')}`)
    await expect(chat.log.locator(answers)).toHaveCount(start / 60 + 1)
  }
  const outside = await chat.panel.evaluate(panel => {
    const { left, right } = panel.getBoundingClientRect()
    const outside: string[] = []
    for (const message of panel.querySelectorAll('.message')) {
      const box = message.getBoundingClientRect()
      if (box.left < left || box.right > right) outside.push(message.className)
      for (const element of message.querySelectorAll('.markdown *')) {
        const style = getComputedStyle(element)
        if (['fixed', 'sticky'].includes(style.position)) outside.push(`${element.localName} ${style.position}`)
      }
    }
    return outside
  })
  expect(outside).toEqual([])
  await page.waitForTimeout(300)
  expect(strangers).toEqual([])
  expect(await page.evaluate(() => [typeof window.Parley, document.title])).toEqual(['function', 'Site'])
  // The chat is as usable as before.
  await chat.ask('still there?')
  await expect(chat.log.locator(answers).last()).toContainText('You asked: still there?')
})
