import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { EngineBrowser } from './EngineBrowser.ts'

const elementKey = 'element-6066-11e4-a52e-4f735466cecf'
const ENTER = '\uE007'

/** WebKitGTK's MiniBrowser on a screen of its own, through WebDriver. */
export async function openWebKit(): Promise<EngineBrowser> {
  const display = `:${200 + (process.pid % 700)}`
  const screen = spawn('Xvfb', [display, '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { stdio: 'ignore' })
  await until(() => existsSync(`/tmp/.X11-unix/X${display.slice(1)}`))
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    // As root there is no sandbox.
    env: {
      ...process.env,
      DISPLAY: display,
      WEBKIT_FORCE_SANDBOX: '0',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
    stdio: 'ignore',
  })
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    })
    const { value } = (await response.json()) as {
      value: { error?: string; message?: string } & Record<string, unknown>
    }
    if (!response.ok) throw new Error(`${path}: ${value.error} ${value.message}`)
    return value
  }
  await until(() =>
    fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    ),
  )
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } },
  })
  const session = `/session/${String(sessionId)}`
  const run = (script: string, ...args: unknown[]) => call('POST', `${session}/execute/sync`, { script, args })
  return {
    open: async url => void (await call('POST', `${session}/url`, { url })),
    reload: async () => void (await call('POST', `${session}/refresh`)),
    async click(name) {
      const find = `
        const root = document.querySelector('parley-chat')?.shadowRoot
        const all = [...(root?.querySelectorAll('button') ?? [])].filter(one => one.checkVisibility())
        return all.findLast(one => (one.getAttribute('aria-label') ?? one.textContent.trim()) === arguments[0]) ?? null`
      let found: Record<string, unknown> | null = null
      await until(async () => (found = await run(find, name)) !== null)
      await call('POST', `${session}/element/${String(found![elementKey])}/click`)
    },
    async type(text) {
      const actions = Array.from(text.replaceAll('\n', ENTER)).flatMap(value => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await call('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
    evaluate: async <T>(script: () => T) => (await run(`return (${script.toString()})()`)) as T,
    async close() {
      await call('DELETE', session).catch(() => {})
      for (const process of [driver, screen]) await end(process)
    },
  }
}

function miniBrowser(): string {
  const found = ['x86_64', 'aarch64']
    .map(machine => `/usr/lib/${machine}-linux-gnu`)
    .filter(folder => existsSync(folder))
    .flatMap(folder =>
      readdirSync(folder)
        .filter(name => name.startsWith('webkit'))
        .map(name => `${folder}/${name}/MiniBrowser`),
    )
    .find(path => existsSync(path))
  if (!found) throw new Error('MiniBrowser is missing: install webkit2gtk-driver.')
  return found
}

async function until(isTrue: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (await isTrue()) return
    await wait(50)
  }
  throw new Error('It did not come in time.')
}

const freePort = () =>
  new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  await ended
}
