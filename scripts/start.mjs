// `npm start`: installs, builds, and serves the chat server, the demo sites and Storybook until it is told to stop.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdir, readFile } from 'node:fs/promises'
import { buildPackages, installDependencies, root } from './workspace.mjs'

const ports = {
  server: Number(process.env.PARLEY_PORT ?? 8787),
  shop: Number(process.env.PARLEY_SHOP_PORT ?? 8788),
  demo: Number(process.env.PARLEY_DEMO_PORT ?? 5173),
  refused: Number(process.env.PARLEY_REFUSED_PORT ?? 5174),
  storybook: Number(process.env.PARLEY_STORYBOOK_PORT ?? 6006),
}
/** People type either. */
const demoOrigins = `http://localhost:${ports.demo},http://127.0.0.1:${ports.demo}`
const parent = process.ppid
const children = new Set()
let ending = false

const step = text => console.log(`parley: ${text}`)

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => void end(0))
// npm or its shell may be gone without a word.
setInterval(() => {
  if (process.ppid !== parent) void end(0)
}, 500).unref()

try {
  for (const [name, port] of Object.entries(ports)) await assertFree(name, port)
  step('1/4 installing packages')
  await installDependencies()
  step('2/4 building')
  await buildPackages()
  step('3/4 starting the chat servers')
  const keys = await startChatServer()
  await startShopServer()
  step('4/4 starting the demo sites and Storybook (a few seconds)')
  await Promise.all([startDemo(keys), startStorybook()])
  console.log(`
  Parley is running. Ctrl-C ends all of it.

    Demo sites    http://localhost:${ports.demo}
    Storybook     http://localhost:${ports.storybook}
    Chat server   http://127.0.0.1:${ports.server}
`)
} catch (error) {
  if (!ending) console.error(`parley: ${error.message}`)
  await end(1)
}

async function startChatServer() {
  const url = `http://127.0.0.1:${ports.server}`
  await mkdir(`${root}/.parley`, { recursive: true })
  start('chat server', 'packages/server/dist/cli.js', [], {
    PARLEY_PORT: String(ports.server),
    PARLEY_ALLOWED_ORIGINS: process.env.PARLEY_ALLOWED_ORIGINS ?? demoOrigins,
    PARLEY_LOG_LEVEL: process.env.PARLEY_LOG_LEVEL ?? 'warn',
    PARLEY_DOCS: process.env.PARLEY_DOCS ?? 'docs',
    PARLEY_CHARACTERS: process.env.PARLEY_CHARACTERS ?? 'apps/playground/characters.json',
    PARLEY_DOCS_URL: process.env.PARLEY_DOCS_URL ?? `http://localhost:${ports.demo}/docs/`,
  })
  await answers(`${url}/readyz`)
  if (process.env.PARLEY_PUBLISHABLE_KEY) return { publishableKey: process.env.PARLEY_PUBLISHABLE_KEY.split(',')[0] }
  const { publishableKey } = JSON.parse(await readFile(`${root}/.parley/keys.json`, 'utf8'))
  return { publishableKey: [publishableKey].flat()[0] }
}

/** The shop of the demo sites answers from its own few pages, and forgets. */
async function startShopServer() {
  start('chat server of the shop', 'packages/server/dist/cli.js', [], {
    PARLEY_PORT: String(ports.shop),
    PARLEY_ALLOWED_ORIGINS: demoOrigins,
    PARLEY_LOG_LEVEL: process.env.PARLEY_LOG_LEVEL ?? 'warn',
    PARLEY_RESPONDER: 'docs',
    PARLEY_DOCS: 'apps/playground/shop',
    PARLEY_DOCS_URL: `http://localhost:${ports.demo}/shop/`,
    DATABASE_URL: 'memory:',
    // One server's alone.
    PARLEY_METRICS_PORT: '',
  })
  await answers(`http://127.0.0.1:${ports.shop}/readyz`)
}

async function startDemo({ publishableKey }) {
  const args = [
    'apps/playground',
    '--host',
    '127.0.0.1',
    '--port',
    String(ports.demo),
    '--strictPort',
    '--logLevel',
    'warn',
  ]
  start('demo sites', 'node_modules/vite/bin/vite.js', args, {
    VITE_PARLEY_SERVER_URL: `http://127.0.0.1:${ports.server}`,
    VITE_PARLEY_PUBLISHABLE_KEY: publishableKey,
    VITE_PARLEY_DEMO_PORT: String(ports.demo),
    VITE_PARLEY_REFUSED_PORT: String(ports.refused),
    VITE_PARLEY_SHOP_URL: `http://127.0.0.1:${ports.shop}`,
    VITE_PARLEY_STORYBOOK_URL: `http://localhost:${ports.storybook}`,
  })
  await answers(`http://127.0.0.1:${ports.demo}/`)
}

async function startStorybook() {
  const args = [
    'dev',
    '--port',
    String(ports.storybook),
    '--host',
    '127.0.0.1',
    '--ci',
    '--no-open',
    '--quiet',
    '--exact-port',
  ]
  start('Storybook', 'node_modules/storybook/dist/bin/dispatcher.js', args, { STORYBOOK_DISABLE_TELEMETRY: '1' })
  await answers(`http://127.0.0.1:${ports.storybook}/index.json`)
}

/** In a process group of its own: Ctrl-C reaches only us, and each child gets one signal, not two. */
function start(name, script, args, env) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  children.add(child)
  child.on('close', code => {
    children.delete(child)
    if (ending) return
    console.error(`parley: the ${name} ended (code ${code}).`)
    void end(1)
  })
}

async function answers(url) {
  for (let tries = 0; tries < 600 && !ending; tries++) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`nothing answered on ${url} within a minute`)
}

function assertFree(name, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () =>
      reject(new Error(`port ${port} (${name}) is taken. End what uses it, or set ${portVariable(name)}.`)),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(resolve))
  })
}

function portVariable(name) {
  return name === 'server' ? 'PARLEY_PORT' : `PARLEY_${name.toUpperCase()}_PORT`
}

async function end(code) {
  if (ending) return
  ending = true
  const gone = [...children].map(child => new Promise(resolve => child.once('close', resolve)))
  for (const child of children) signal(child, 'SIGTERM')
  const deadline = setTimeout(() => children.forEach(child => signal(child, 'SIGKILL')), 8_000)
  await Promise.all(gone)
  clearTimeout(deadline)
  process.exit(code)
}

function signal(child, name) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, name)
  } catch {
    // it is gone already
  }
}
