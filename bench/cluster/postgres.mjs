// The PostgreSQL that the tests bring, here with a disk that it waits for; and what it uses.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const server = new URL('../../packages/server/', import.meta.url)
const ofServer = createRequire(new URL('package.json', server))
const { Client } = ofServer('pg')
const TICKS_PER_SECOND = 100

export async function startPostgres() {
  const outfile = fileURLToPath(new URL('node_modules/.parley-test/startPostgres.mjs', server))
  await ofServer('esbuild').build({
    entryPoints: [fileURLToPath(new URL('src/testing/startPostgres.ts', server))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const started = await import(outfile)
  return started.startPostgres({ fsync: 'on', shared_buffers: '128MB', max_connections: '200' })
}

export async function connect(url) {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

/** Reads what all processes of a database use together; on Linux only. */
export async function usageOf(url) {
  const client = await connect(url)
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const main = statOf(rows[0].pid)?.parent
  let before
  return {
    /** CPU in percent of one core and bytes of log since the last call. */
    async read() {
      const { rows } = await client.query(`select pg_current_wal_lsn() - '0/0' as bytes`)
      const now = { at: performance.now(), bytes: Number(rows[0].bytes), cpu: cpuOf(main) }
      const last = before ?? now
      before = now
      const seconds = (now.at - last.at) / 1000
      return { cpu: ((now.cpu - last.cpu) / seconds) * 100, bytes: (now.bytes - last.bytes) / seconds }
    },
    close: () => client.end(),
  }
}

function statOf(pid) {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return undefined
  const fields = readFileSync(path, 'utf8').split(') ')[1].split(' ')
  const [own, ended] = [11, 13].map(at => (Number(fields[at]) + Number(fields[at + 1])) / TICKS_PER_SECOND)
  return { parent: Number(fields[1]), own, ended }
}

/** Seconds of a process, of those it started, and of those of them that are gone. */
function cpuOf(main) {
  if (main === undefined) return NaN
  let seconds = 0
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined
    if (Number(name) === main) seconds += stat.own + stat.ended
    else if (stat?.parent === main) seconds += stat.own
  }
  return seconds
}
