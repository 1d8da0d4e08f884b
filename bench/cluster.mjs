// Several servers over one PostgreSQL on this machine, beside one on libSQL; database and load generator included.
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectTo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, startPostgres, usageOf } from './cluster/postgres.mjs'
import { mint, ms, percent, say, SECRET_KEY, staggered, start, stream } from './server.mjs'
import { latencies, percentile, perSecond, send } from './server/load.mjs'

const MS = 4000
const LIVE = 200
const WORKERS = 48
const rest = ms => new Promise(resolve => setTimeout(resolve, ms))
const perSecondText = value => `${Math.round(value)}/s`

const startServer = databaseUrl =>
  start(
    JSON.stringify({
      PARLEY_PORT: '0',
      PARLEY_SECRET_KEY: SECRET_KEY,
      PARLEY_PUBLISHABLE_KEY: 'pk_bench_cluster_1',
      DATABASE_URL: databaseUrl,
      PARLEY_RATE_LIMIT: '1000000/s',
      PARLEY_ANONYMOUS_LIMIT: '1000000/s',
      // One core for each would have them; here they share two, which is not what is measured.
      PARLEY_OVERLOAD_MS: '0',
    }),
  )

const usersOn = (servers, count, name) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { url } = servers[index % servers.length]
      return { url, token: await mint(url, `${name}${index}`) }
    }),
  )

const cpuOf = async servers => {
  const all = await Promise.all(servers.map(server => server.usage()))
  return all.reduce((sum, { cpu }) => sum + cpu, 0)
}

async function sends(servers, database) {
  const users = await usersOn(servers, WORKERS, 'w')
  const times = []
  let refused = 0
  await Promise.all([cpuOf(servers), database?.read()])
  const rate = await perSecond(WORKERS, MS, async worker => {
    const { url, token } = users[worker]
    const begun = performance.now()
    let first
    const onChunk = () => (first ??= performance.now() - begun)
    const body = { message: say('ok') }
    const { status } = await send(`${url}/v1/conversations`, { token, accept: stream, body, onChunk })
    if (status === 200) times.push(first)
    else refused++
  })
  const [cpu, used] = await Promise.all([cpuOf(servers), database?.read()])
  const taken = (rate * times.length) / (times.length + refused)
  // Percent of a core over sends a second, in milliseconds.
  return {
    rate: taken,
    p99: percentile(times, 0.99),
    cpu: (cpu * 10) / taken,
    database: used && (used.cpu * 10) / taken,
  }
}

async function reads(servers) {
  const [user] = await usersOn(servers, 1, 'reader')
  const made = await send(`${user.url}/v1/conversations`, { token: user.token, body: { title: 'long' } })
  const path = `/v1/conversations/${JSON.parse(made.text).id}/messages`
  for (let count = 0; count < 25; count++)
    await send(user.url + path, { token: user.token, body: { message: say('ok '.repeat(40)) } })
  return perSecond(24, MS, worker =>
    send(`${servers[worker % servers.length].url}${path}?limit=50`, { token: user.token }),
  )
}

/** Replies of one second, each read to its end, as many as so many visitors can ask for. */
async function streams(servers) {
  const users = await usersOn(servers, LIVE, 's')
  let finished = 0
  const begun = performance.now()
  await perSecond(LIVE, MS, async worker => {
    const { url, token } = users[worker]
    let end = ''
    const onChunk = chunk => (end = (end + chunk).slice(-400))
    await send(`${url}/v1/conversations`, { token, accept: stream, body: { message: say('stream 20') }, onChunk })
    if (end.includes('"type":"finish"')) finished++
  })
  return (finished * 1000) / (performance.now() - begun)
}

/** So many replies being written at once, 20 deltas a second each; `elsewhere`: read on the next instance instead. */
async function live(servers, database, { elsewhere = false } = {}) {
  const users = await usersOn(servers, LIVE, elsewhere ? 'e' : 'l')
  const { list, onChunk } = latencies()
  const reading = staggered(LIVE, async index => {
    const { url, token } = users[index]
    const body = { message: say('stream 120') }
    if (!elsewhere) return send(`${url}/v1/conversations`, { token, accept: stream, body, onChunk })
    const { id } = JSON.parse((await send(`${url}/v1/conversations`, { token, body })).text)
    const other = servers[(index + 1) % servers.length]
    return send(`${other.url}/v1/conversations/${id}/stream`, { token, onChunk })
  })
  await rest(1500)
  await Promise.all([cpuOf(servers), database?.read()])
  await rest(MS)
  const [cpu, used] = await Promise.all([cpuOf(servers), database?.read()])
  await reading
  return { p99: percentile(list, 0.99), cpu, database: used }
}

const liveColumns = ({ p99, cpu, database }) => ({
  [`delay p99 of ${LIVE} live`]: ms(p99),
  'CPU for them': percent(cpu),
  'of PostgreSQL': database && Number.isFinite(database.cpu) ? percent(database.cpu) : '',
  'its log': database ? `${(database.bytes / 1e6).toFixed(1)} MB/s` : '',
})

async function measure(servers, database) {
  const acknowledged = await sends(servers, database)
  return {
    sends: perSecondText(acknowledged.rate),
    'first byte p99': ms(acknowledged.p99),
    'CPU of a send': [acknowledged.cpu, acknowledged.database].flatMap(value => (value ? ms(value) : [])).join(' + '),
    'page reads': perSecondText(await reads(servers)),
    'replies of 1 s': perSecondText(await streams(servers)),
    ...liveColumns(await live(servers, database)),
  }
}

async function rates(postgres) {
  const rows = []
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const alone = await startServer(`file:${folder}/parley.db`)
  rows.push({ what: '1 server, libSQL', ...(await measure([alone])) })
  await alone.end()
  await rm(folder, { recursive: true })
  for (const count of [1, 2, 3]) {
    const url = await postgres.newDatabase()
    const servers = await Promise.all(Array.from({ length: count }, () => startServer(url)))
    const database = await usageOf(url)
    await database.read()
    rows.push({ what: `${count} server${count > 1 ? 's' : ''}, PostgreSQL`, ...(await measure(servers, database)) })
    if (count === 3)
      rows.push({
        what: 'the same, all read on another server',
        ...liveColumns(await live(servers, database, { elsewhere: true })),
      })
    await database.close()
    await Promise.all(servers.map(server => server.end()))
  }
  return rows
}

/** How many transactions that notify PostgreSQL commits in a second, each told to so many listeners. */
async function notifications(url, listeners, statement) {
  let heard = 0
  const listening = await Promise.all(Array.from({ length: listeners }, () => connect(url)))
  for (const client of listening) {
    client.on('notification', () => heard++)
    await client.query('listen parley')
  }
  const senders = await Promise.all(Array.from({ length: 8 }, () => connect(url)))
  const loop = `do $$ begin for i in 1..50 loop ${statement}; commit; end loop; end $$`
  let sent = 0
  const end = performance.now() + 2500
  const begun = performance.now()
  await Promise.all(
    senders.map(async client => {
      while (performance.now() < end) {
        await client.query(loop)
        sent += 50
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  await rest(300)
  await Promise.all([...listening, ...senders].map(client => client.end()))
  return { rate: sent / seconds, heard: heard / listeners / sent }
}

async function notify(postgres) {
  const url = await postgres.newDatabase()
  const admin = await connect(url)
  await admin.query('create table kept (number bigserial primary key, body text)')
  await admin.end()
  const hint = `perform pg_notify('parley', i::text || random()::text)`
  const kept = `insert into kept (body) values ('x'); perform pg_notify('parley', '')`
  const rows = []
  for (const listeners of [1, 3, 10, 30, 100]) {
    const hints = await notifications(url, listeners, hint)
    const signals = await notifications(url, listeners, kept)
    rows.push({
      'processes that listen': listeners,
      'hints, not stored': perSecondText(hints.rate),
      'signals, stored': perSecondText(signals.rate),
      'each heard by all': hints.heard === 1 && signals.heard === 1 ? 'yes' : 'no',
    })
  }
  return rows
}

/** A wire of some length to the database. */
async function farAway(url, roundTripMs) {
  const { hostname, port } = new URL(url)
  const later = (from, to) => {
    from.on('data', bytes => setTimeout(() => to.writable && to.write(bytes), roundTripMs / 2))
    from.on('close', () => to.destroy())
    from.on('error', () => {})
  }
  const wire = createServer(near => {
    const far = connectTo(Number(port), hostname)
    for (const socket of [near, far]) socket.setNoDelay(true)
    later(near, far)
    later(far, near)
  })
  await new Promise(resolve => wire.listen(0, '127.0.0.1', resolve))
  const address = new URL(url)
  address.port = String(wire.address().port)
  return { url: address.href, close: () => wire.close() }
}

async function distance(postgres) {
  const rows = []
  for (const roundTripMs of [0, 10, 40, 80]) {
    const wire = await farAway(await postgres.newDatabase(), roundTripMs)
    const server = await startServer(wire.url)
    const [{ url, token }] = await usersOn([server], 1, 'far')
    const sent = []
    const read = []
    for (let count = 0; count < 12; count++) {
      const begun = performance.now()
      let first
      const onChunk = () => (first ??= performance.now() - begun)
      const body = { message: say('ok') }
      await send(`${url}/v1/conversations`, { token, accept: stream, body, onChunk })
      sent.push(first)
      const asked = performance.now()
      await send(`${url}/v1/conversations`, { token })
      read.push(performance.now() - asked)
    }
    rows.push({
      'PostgreSQL away by': `${roundTripMs} ms`,
      'first byte of a send': ms(percentile(sent, 0.5)),
      'a page of conversations': ms(percentile(read, 0.5)),
    })
    await server.end()
    wire.close()
  }
  return rows
}

export async function benchCluster({ part }) {
  const postgres = await startPostgres()
  try {
    return await { rates, notify, distance }[part](postgres)
  } finally {
    await postgres.remove()
  }
}
