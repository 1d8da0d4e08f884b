// The figures of docs/scaling.md: calculations from what was measured, and simulations. `node bench/scaling.mjs` writes
// them into the page, with `--check` it fails when they are not what the page says; a test does that.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../scripts/createRandom.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = `${root}docs/scaling.md`

/** What a site is taken to be like. The page says so. */
const site = { messagesPerVisitor: 4, peak: 3, replySeconds: 10, bytesPerExchange: 4000 }
/** How full a core may be on average. */
const FULL = 0.6
const SAVES_PER_SECOND = 4
const LIVE_MEASURED = 200
const CONNECTIONS = { perProcess: 11, allowed: 97 }

const round = (value, digits = 2) => {
  if (value === 0) return '0'
  const step = 10 ** Math.floor(Math.log10(Math.abs(value)) - digits + 1)
  return (Math.round(value / step) * step).toLocaleString('en', { maximumFractionDigits: step < 1 ? 2 : 0 })
}
const percent = (value, digits = 0) => `${(value * 100).toFixed(digits)} %`

function table(rows) {
  const lines = [Object.keys(rows[0]), ...rows.map(row => Object.values(row).map(String))]
  const widths = lines[0].map((_, column) => Math.max(3, ...lines.map(line => line[column].length)))
  const drawn = lines.map(line => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
  return [drawn[0], `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...drawn.slice(1)].join('\n')
}

/** The rows of a table that a benchmark wrote, by its columns. */
function measuredTable(text, name) {
  const section = text.split(`<!-- bench:${name} -->`)[1].split('<!-- /bench')[0]
  const cells = line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  const [columns, , ...rows] = section.split('\n').filter(line => line.startsWith('|'))
  return rows.map(row => Object.fromEntries(cells(row).map((cell, at) => [cells(columns)[at], cell])))
}
const numbers = text => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)

const sizes = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]

function loadOf(visitors) {
  const exchanges = visitors * site.messagesPerVisitor
  const sends = (exchanges / 86_400) * site.peak
  const live = sends * site.replySeconds
  return { visitors, sends, live, saves: live * SAVES_PER_SECOND, bytes: exchanges * site.bytesPerExchange }
}

const load = () =>
  table(
    sizes.map(loadOf).map(({ visitors, sends, live, saves, bytes }) => ({
      'visitors a day': visitors.toLocaleString('en'),
      'sends/s at the peak': round(sends),
      'replies being written': round(live),
      'saves/s': round(saves),
      'kept a day': `${round(bytes / 1e9)} GB`,
    })),
  )

function costs({ rates }) {
  const row = rates.find(({ what }) => what.startsWith('3 servers'))
  const [server, database] = numbers(row['CPU of a send'])
  return {
    send: { server, database },
    live: {
      server: numbers(row['CPU for them'])[0] / LIVE_MEASURED / 100,
      database: numbers(row['of PostgreSQL'])[0] / LIVE_MEASURED / 100,
      bytes: (numbers(row['its log'])[0] / LIVE_MEASURED) * 1e6,
    },
  }
}

function steps(measured) {
  const cost = costs(measured)
  const cores = (where, { sends, live }) => ((sends * cost.send[where]) / 1000 + live * cost.live[where]) / FULL
  return table(
    sizes.map(loadOf).map(size => {
      const processes = Math.max(1, Math.ceil(cores('server', size)))
      return {
        'visitors a day': size.visitors.toLocaleString('en'),
        'cores for servers': processes,
        'cores for PostgreSQL': Math.max(1, Math.ceil(cores('database', size))),
        'its log': `${round((size.live * cost.live.bytes) / 1e6)} MB/s`,
        'its connections': processes * CONNECTIONS.perProcess,
      }
    }),
  )
}

function alone({ server }) {
  const cpu = numbers(server.find(({ what }) => what.startsWith('1,000 replies'))['server CPU'])[0] / 100
  const sends = numbers(server.find(({ what }) => what.startsWith('acknowledged'))['measured'])[0]
  const live = (1000 / cpu) * FULL
  const byLive = live / loadOf(1).live
  const bySends = (sends * FULL) / loadOf(1).sends
  return [
    `At ${percent(FULL)} of a core one process writes ${round(live)} replies at once, which is the peak of`,
    `${round(Math.min(byLive, bySends))} visitors a day; its ${round(sends * FULL, 2)} sends/s would be enough for`,
    `${round(bySends)}. So it is the open replies that fill a process, not the sends.`,
  ].join(' ')
}

function noise({ server, rates }) {
  const quiet = numbers(server.find(({ what }) => what.startsWith('acknowledged'))['measured'])[0]
  const busy = numbers(rates.find(({ what }) => what.includes('libSQL'))['sends'])[0]
  return [
    `The machine had several times as much other work as it has cores: the server on libSQL took ${busy} sends/s in this`,
    `run, and ${quiet}/s [on a quiet machine](performance.md#server). So take the rates for ${percent(busy / quiet)} of`,
    `what they would be, and the CPU for more than it would be.`,
  ].join(' ')
}

const most = { live: 500, elsewhere: 0.05, merged: 100 }

function notify({ notify: measured }) {
  return table(
    measured.map(row => {
      const processes = Number(row['processes that listen'])
      const followed = most.live * most.elsewhere
      const hints = processes > 1 ? processes * Math.min(most.merged, followed * SAVES_PER_SECOND) : 0
      const all = hints + processes / 2
      const [capacity] = numbers(row['hints, not stored'])
      return {
        processes,
        'hints/s': round(hints),
        'pings/s': round(processes / 2),
        'told/s': round(all * processes),
        'measured at most': `${round(capacity)}/s`,
        used: percent(all / capacity),
      }
    }),
  )
}

/** Replies that are read on another process than the one that writes them, by how connections are cut. */
function followed() {
  const next = createRandom(1)
  const share = (processes, secondsBetweenCuts) => {
    let elsewhere = 0
    let all = 0
    for (let reply = 0; reply < 200_000; reply++) {
      let at = 0
      let isElsewhere = false
      while (at < site.replySeconds) {
        const end = Math.min(site.replySeconds, at - Math.log(1 - next()) * secondsBetweenCuts)
        if (isElsewhere) elsewhere += end - at
        all += end - at
        at = end
        isElsewhere = next() >= 1 / processes
      }
    }
    return elsewhere / all
  }
  return table(
    [3, 10, 30].map(processes => ({
      processes,
      'a cut every 10 minutes': percent(share(processes, 600), 1),
      'a cut every minute': percent(share(processes, 60), 1),
      'while one is restarted': percent(1 / processes),
    })),
  )
}

/** Visitors on shards by the highest hash: nobody has to know where anybody is. */
function shards() {
  const visitors = 50_000
  return table(
    [4, 16].map(count => {
      const loads = Array(count).fill(0)
      let moved = 0
      for (let visitor = 0; visitor < visitors; visitor++) {
        const hashes = Array.from({ length: count + 1 }, (_, shard) => createRandom(visitor * 1000 + shard)())
        const added = hashes.pop()
        const highest = Math.max(...hashes)
        loads[hashes.indexOf(highest)]++
        if (added > highest) moved++
      }
      return {
        shards: count,
        'the fullest, over the mean': percent(Math.max(...loads) / (visitors / count) - 1, 1),
        'move when one is added': percent(moved / visitors, 1),
      }
    }),
  )
}

/** How long a process that was restarted has less to do than the others. */
function balancer() {
  const perSecond = 150
  const fill = choose => {
    const next = createRandom(2)
    const loads = [750, 750, 0]
    const ends = loads.flatMap((count, at) => Array.from({ length: count }, () => [next() * site.replySeconds, at]))
    for (let arrival = 1; ; arrival++) {
      const now = arrival / perSecond
      for (let at = ends.length - 1; at >= 0; at--) if (ends[at][0] <= now) loads[ends.splice(at, 1)[0][1]]--
      const chosen = choose(arrival, loads)
      loads[chosen]++
      ends.push([now + site.replySeconds, chosen])
      if (loads[2] >= (0.9 * (loads[0] + loads[1] + loads[2])) / 3) return now
    }
  }
  const roundRobin = fill(arrival => arrival % 3)
  const fewest = fill((_, loads) => loads.indexOf(Math.min(...loads)))
  return [
    `With replies of ${site.replySeconds} s a process that comes back empty has nine tenths of its share after`,
    `${roundRobin.toFixed(0)} s of plain round robin, and after ${fewest.toFixed(0)} s where the one with the fewest`,
    `connections is chosen. Either will do, and nothing has to move a stream.`,
  ].join(' ')
}

function reconnects({ rates }) {
  const reads = name => numbers(rates.find(({ what }) => what.startsWith(name))['page reads'])[0]
  const live = most.live
  return [
    `When one of three processes goes, its ${live} readers come at once to the other two, which answered`,
    `${round(reads('2 servers'))} page reads/s here: ${round((live / reads('2 servers')) * 1000, 1)} ms of work, for a`,
    `request that costs about the same.`,
  ].join(' ')
}

function roundTrips({ distance }) {
  const [near, far] = [distance[0], distance.at(-1)]
  const away = numbers(far['PostgreSQL away by'])[0]
  const trips = column => (numbers(far[column])[0] - numbers(near[column])[0]) / away
  return { send: trips('first byte of a send'), read: trips('a page of conversations') }
}

function regions(measured) {
  const trips = roundTrips(measured)
  const local = 20
  const waited = [10, 80, 160].map(away => ({
    'visitor and data apart by': `${away} ms`,
    'servers beside the data': `${away + local} ms`,
    'servers beside the visitor': `${(trips.send * away + local).toFixed(0)} ms`,
  }))
  const told = [
    `A send takes ${trips.send.toFixed(0)} round trips to the database one after another, a read of a page`,
    `${trips.read.toFixed(0)}. What a visitor then waits for the first byte over an open connection, the server's own`,
    `work taken as ${local} ms:`,
  ].join(' ')
  return `${told}\n\n${table(waited)}`
}

const connections = () => {
  const processes = Math.floor(CONNECTIONS.allowed / CONNECTIONS.perProcess)
  return `${processes} processes with a pool of 10 and one that listens each fit into the ${CONNECTIONS.allowed} connections that PostgreSQL allows by itself.`
}

const sections = {
  load,
  alone,
  noise,
  steps,
  connections,
  notify,
  followed,
  reconnects,
  balancer,
  shards,
  regions,
}

async function readMeasured(text) {
  const performancePage = await readFile(`${root}docs/performance.md`, 'utf8')
  return {
    server: measuredTable(performancePage, 'server'),
    rates: measuredTable(text, 'cluster:rates'),
    notify: measuredTable(text, 'cluster:notify'),
    distance: measuredTable(text, 'cluster:distance'),
  }
}

const text = await readFile(page, 'utf8')
const measured = await readMeasured(text)
let next = text
for (const [name, write] of Object.entries(sections)) {
  const [begin, end] = [`<!-- scaling:${name} -->`, `<!-- /scaling:${name} -->`]
  if (!next.includes(begin)) throw new Error(`docs/scaling.md has no section ${name}.`)
  next = `${next.split(begin)[0]}${begin}\n\n${write(measured)}\n\n${end}${next.split(end)[1]}`
}
if (!process.argv.includes('--check')) await writeFile(page, next)
else if (next !== text) {
  console.error('The figures of docs/scaling.md are not what bench/scaling.mjs says; run node bench/scaling.mjs.')
  process.exit(1)
}
