// @vitest-environment jsdom
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createChatServer, echoResponder } from '@parley/server'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ComponentType } from 'react'
import { afterAll, afterEach, expect, test, vi } from 'vitest'

// The first thing that an engineer tries, as it stands on the page.

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'test-results/first-examples')
afterEach(() => {
  vi.unstubAllGlobals()
  // Node 25 and later put one of their own before that of jsdom; without a file it is none.
  ;(globalThis as { localStorage?: Storage }).localStorage?.clear()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(['README.md', 'docs/quick-start.md', 'docs/hooks-first-chat.md', 'packages/hooks/README.md'])(
  'the first example of %s shows each message once, and keeps it',
  async page => {
    const [, code] = /^```tsx\n([^]*?useCreateChat[^]*?)^```$/m.exec(readFileSync(join(root, page), 'utf8'))!
    const file = join(folder, `${page.replaceAll(/\W+/g, '-')}.tsx`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, code!)
    let answered = 0
    const server = createChatServer({
      secretKey: 'sk_0123456789',
      publishableKey: 'pk_0123456789',
      allowedOrigins: [location.origin],
      async *responder(request) {
        yield* echoResponder()(request)
        answered++
      },
    })
    vi.stubGlobal('fetch', (input: string, init: RequestInit) =>
      server.fetch(new Request(input, init), { origin: location.origin }),
    )
    const { App } = (await import(file)) as { App: ComponentType }
    const { container, unmount } = render(<App />)
    const shown = () => [...container.querySelectorAll('p')].map(line => line.textContent)

    const say = (text: string) => {
      const input = screen.getByLabelText<HTMLInputElement>('Message')
      fireEvent.change(input, { target: { value: text } })
      fireEvent.submit(input.form!)
    }
    say('one two three')
    await waitFor(() => expect(shown()).toEqual(['one two three', 'one two three']))
    // Also when the reply is done and no longer being written.
    await waitFor(() => expect(answered).toBe(1))
    await new Promise(done => setTimeout(done, 200))
    expect(shown()).toEqual(['one two three', 'one two three'])

    say('and on')
    await waitFor(() => expect(shown()).toEqual(['one two three', 'one two three', 'and on', 'and on']))
    unmount()
    await server.close()
  },
)
