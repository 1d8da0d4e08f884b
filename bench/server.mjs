// The server's load targets on this machine, load generator included, beside a bare Node server in the same run.
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { latencies, percentile, perSecond, send } from './server/load.mjs'

export const SECRET_KEY = 'sk_bench_server_01'
const STREAM_SECONDS = 6
export const stream = 'text/event-stream'
export const say = text => ({ role: 'user', parts: [{ type: 'text', text }] })

export async function start(argument) {
  const child = fork(fileURLToPath(new URL('./server/underTest.mjs', import.meta.url)), [argument], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = () => new Promise(resolve => child.once('message', resolve))
  const { url } = await answer()
  return {
    url,
    /** CPU in percent of one core since the last call, and the highest memory. */
    usage() {
      child.send('usage')
      return answer()
    },
    end: () => new Promise(resolve => (child.once('close', resolve), child.kill('SIGKILL'))),
  }
}

export const mint = async (url, userIdentifier) => {
  const body = { embedOrigin: null, userIdentifier, expiresAfter: 3600 }
  return JSON.parse((await send(`${url}/v1/chatSessions`, { token: SECRET_KEY, body })).text).clientToken
}
export const mib = bytes => `${Math.round(bytes / 1024 / 1024)} MiB`
export const ms = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`
export const percent = value => `${Math.round(value)} %`
/** Staggered over the first second, as visitors are. */
export const staggered = (count, work) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await new Promise(resolve => setTimeout(resolve, (index * 1000) / count))
      return work(index)
    }),
  )

async function floorStreams(count) {
  const floor = await start('floor')
  const { list, onChunk } = latencies()
  await floor.usage()
  await staggered(count, () => send(`${floor.url}/?count=${STREAM_SECONDS * 20}`, { onChunk }))
  const { cpu, peak } = await floor.usage()
  await floor.end()
  return { p99: percentile(list, 0.99), cpu, peak, events: list.length }
}

async function parleyStreams(server, count) {
  const tokens = await Promise.all(Array.from({ length: count }, (_, index) => mint(server.url, `s${index}`)))
  const { list, onChunk } = latencies()
  const answers = { finished: 0, refused: 0, other: 0 }
  await server.usage()
  await staggered(count, async index => {
    let end = ''
    const body = { message: say(`stream ${STREAM_SECONDS * 20}`) }
    const { status, headers } = await send(`${server.url}/v1/conversations`, {
      token: tokens[index],
      accept: stream,
      body,
      onChunk(chunk, at) {
        onChunk(chunk, at)
        end = (end + chunk).slice(-400)
      },
    })
    if (status === 200 && end.includes('"type":"finish"')) answers.finished++
    else if ((status === 429 || status === 503) && headers['retry-after']) answers.refused++
    else answers.other++
  })
  const usage = await server.usage()
  let stored = 0
  let doubled = 0
  await Promise.all(
    tokens.map(async token => {
      const { conversations } = JSON.parse((await send(`${server.url}/v1/conversations`, { token })).text)
      if (conversations.length > 1) doubled++
      if (conversations[0]?.messageCount === 2 && conversations[0].lastMessage?.role === 'assistant') stored++
    }),
  )
  return {
    ...usage,
    ...answers,
    stored,
    doubled,
    p50: percentile(list, 0.5),
    p99: percentile(list, 0.99),
    events: list.length,
  }
}

async function idleStreams(server, count) {
  const token = await mint(server.url, 'idle')
  const made = await send(`${server.url}/v1/conversations`, { token, body: { message: say('idle') } })
  const { id } = JSON.parse(made.text)
  await server.usage()
  let open = 0
  const readers = Array.from({ length: count }, () => {
    let isOpen = false
    return send(`${server.url}/v1/conversations/${id}/stream`, {
      token,
      onChunk(_, __, status) {
        if (!isOpen && status === 200) open++
        isOpen = true
      },
    })
  })
  const deadline = performance.now() + 20_000
  while (open < count && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 50))
  await server.usage()
  await new Promise(resolve => setTimeout(resolve, 2000))
  const { cpu, peak } = await server.usage()
  await send(`${server.url}/v1/conversations/${id}/stop`, { method: 'POST', token })
  await Promise.all(readers)
  return { open, cpu, peak }
}

async function pageReads(server) {
  const token = await mint(server.url, 'reader')
  const { id } = JSON.parse((await send(`${server.url}/v1/conversations`, { token, body: { title: 'long' } })).text)
  for (let count = 0; count < 50; count++)
    await send(`${server.url}/v1/conversations/${id}/messages`, { token, body: { message: say('ok '.repeat(40)) } })
  await server.usage()
  const rate = await perSecond(24, 4000, () =>
    send(`${server.url}/v1/conversations/${id}/messages?limit=50`, { token }),
  )
  return { rate, ...(await server.usage()) }
}

async function sends(server) {
  const tokens = await Promise.all(Array.from({ length: 48 }, (_, index) => mint(server.url, `w${index}`)))
  let refused = 0
  const times = []
  await server.usage()
  const rate = await perSecond(tokens.length, 4000, async worker => {
    const begun = performance.now()
    const body = { message: say('ok') }
    let isFirst = true
    const { status } = await send(`${server.url}/v1/conversations`, {
      token: tokens[worker],
      accept: stream,
      body,
      onChunk() {
        if (isFirst) times.push(performance.now() - begun)
        isFirst = false
      },
    })
    if (status !== 200) refused++
  })
  return { rate, refused, p99: percentile(times, 0.99), ...(await server.usage()) }
}

async function withServer(work) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const rate = '1000000/s'
  const server = await start(
    JSON.stringify({
      PARLEY_PORT: '0',
      PARLEY_SECRET_KEY: SECRET_KEY,
      PARLEY_PUBLISHABLE_KEY: 'pk_bench_server_01',
      DATABASE_URL: `file:${folder}/parley.db`,
      PARLEY_RATE_LIMIT: rate,
      PARLEY_ANONYMOUS_LIMIT: rate,
    }),
  )
  try {
    return await work(server)
  } finally {
    await server.end()
    await rm(folder, { recursive: true })
  }
}

export async function benchServer() {
  const floor1000 = await floorStreams(1000)
  const floor500 = await floorStreams(500)
  // A process of its own for each, so that none pays for the memory of another.
  const streams = await withServer(server => parleyStreams(server, 500))
  const twice = await withServer(server => parleyStreams(server, 1000))
  const idle = await withServer(server => idleStreams(server, 2000))
  const reads = await withServer(pageReads)
  const acknowledged = await withServer(sends)
  const kept = ({ finished, refused, other, stored, doubled }) =>
    `${finished} finished, ${refused} refused, ${other} lost, ${stored} stored, ${doubled} doubled`
  return [
    { what: 'floor: 1,000 bare streams of 20 events/s', measured: `p99 ${ms(floor1000.p99)}`, target: '', 'server CPU': percent(floor1000.cpu), memory: mib(floor1000.peak), more: '' },
    { what: 'floor: 500 bare streams of 20 events/s', measured: `p99 ${ms(floor500.p99)}`, target: '', 'server CPU': percent(floor500.cpu), memory: mib(floor500.peak), more: '' },
    { what: '500 replies of 20 deltas/s, stored and resumable', measured: `p99 ${ms(streams.p99)}, added ${ms(streams.p99 - floor500.p99)}`, target: 'added ≤ 100 ms, ≤ 400 MB', 'server CPU': percent(streams.cpu), memory: mib(streams.peak), more: kept(streams) },
    { what: '1,000 replies of 20 deltas/s (twice the load)', measured: `p99 ${ms(twice.p99)}`, target: 'nothing lost or doubled', 'server CPU': percent(twice.cpu), memory: mib(twice.peak), more: kept(twice) },
    { what: '2,000 idle streams', measured: `${idle.open} open`, target: '2,000', 'server CPU': percent(idle.cpu), memory: mib(idle.peak), more: '' },
    { what: 'reads of a page of 50 messages', measured: `${Math.round(reads.rate)}/s`, target: '≥ 1,000/s', 'server CPU': percent(reads.cpu), memory: mib(reads.peak), more: '' },
    { what: 'acknowledged sends, each a new conversation', measured: `${Math.round(acknowledged.rate)}/s`, target: '≥ 200/s', 'server CPU': percent(acknowledged.cpu), memory: mib(acknowledged.peak), more: `first byte p99 ${ms(acknowledged.p99)}, ${acknowledged.refused} refused` },
  ] // prettier-ignore
}
