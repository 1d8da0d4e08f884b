// The widget in Chromium, every row of PERFORMANCE.md beside its target. Only what stands against a floor of the same
// run counts: shared cores make absolute times worth little.
import { answerTokens, median, startBench } from './widget/bench.mjs'
import { asKib, bytes, firstPaints, heap, opening, phones } from './widget/embed.mjs'
import { modulesOf } from './modules.mjs'
import { chatRun, floorProbeRun, floorRun, idleRun, probeRun, summarizeProbes } from './widget/streaming.mjs'

const HISTORIES = [0, 100, 1000, 5000]
const ms = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`
const times = value => `${value.toFixed(2)} ×`
const before = history => `${history.toLocaleString('en')} before`

/** To load five thousand messages takes a minute: these rows are medians of three. */
const roundsOf = (history, rounds) => (history === 5000 ? Math.min(rounds, 3) : rounds)

/** Interleaved: each round runs everything once. Answers the medians of main-thread milliseconds by name. */
async function interleave(rounds, runs) {
  const measured = new Map(runs.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const { name, history, run } of runs)
      if (round < roundsOf(history, rounds)) measured.get(name).push(await run())
  return name => median(measured.get(name))
}

const withVisitors = async (bench, histories = HISTORIES) =>
  new Map(await Promise.all(histories.map(async history => [history, await bench.seedVisitor(history)])))

async function streaming(bench, rounds) {
  const visitors = await withVisitors(bench)
  const of = await interleave(
    rounds,
    HISTORIES.flatMap(history => [
      { name: `text ${history}`, history, run: async () => (await floorRun(bench, { kind: 'text', history })).busy },
      { name: `markdown ${history}`, history, run: async () => (await floorRun(bench, { kind: 'markdown', history })).busy },
      { name: `chat ${history}`, history, run: async () => (await chatRun(bench, { remembered: visitors.get(history), history })).busy },
    ]), // prettier-ignore
  )
  return HISTORIES.map(history => {
    const chat = of(`chat ${history}`)
    const text = of(`text ${history}`)
    const markdown = of(`markdown ${history}`)
    return {
      'full speed': before(history),
      '× floor-text': times(chat / text),
      '× floor-markdown': times(chat / markdown),
      '× its own at 0': times(chat / of('chat 0')),
      target: history === 0 ? '≤ 2 ×, ≤ 1.35 ×' : '≤ 2 ×, own ≤ 1.15 ×',
      'a token': `${((chat * 1000) / answerTokens).toFixed(0)} µs`,
      'busy: floors, chat': `${ms(text)}, ${ms(markdown)}, ${ms(chat)}`,
    }
  })
}

/** Frames in which nothing happens are taken off all of them. */
async function paced(bench, rounds) {
  const histories = [0, 1000]
  const visitors = await withVisitors(bench, histories)
  const pace = { perSecond: 100, count: 600 }
  const idle = median([await idleRun(bench), await idleRun(bench), await idleRun(bench)])
  const net = ({ busy, seconds }) => busy - idle * seconds
  const of = await interleave(
    rounds,
    histories.flatMap(history => [
      { name: `text ${history}`, history, run: async () => net(await floorRun(bench, { kind: 'text', history, ...pace })) },
      { name: `chat ${history}`, history, run: async () => net(await chatRun(bench, { remembered: visitors.get(history), history, ...pace })) },
    ]), // prettier-ignore
  )
  return histories.map(history => {
    const chat = of(`chat ${history}`)
    const text = of(`text ${history}`)
    return {
      '100 tokens/s': before(history),
      '× floor-text': times(chat / text),
      '× its own at 0': times(chat / of('chat 0')),
      target: '≤ 1.1 ×',
      'a token': `${((chat * 1000) / pace.count).toFixed(0)} µs`,
      'busy in 6 s: floor, chat': `${ms(text)}, ${ms(chat)}`,
      'idle frames': `${ms(idle)} a second`,
    }
  })
}

async function keys(bench, rounds) {
  const visitors = await withVisitors(bench)
  const rows = []
  for (const pace of [{}, { perSecond: 100, count: 600 }])
    for (const history of pace.perSecond ? [0, 1000] : HISTORIES) {
      const list = []
      const floors = []
      for (let run = 0; run < (pace.perSecond ? 3 : roundsOf(history, rounds)); run++) {
        floors.push(await floorProbeRun(bench, { history, ...pace }))
        list.push(await probeRun(bench, { remembered: visitors.get(history), history, ...pace }))
      }
      const floor = summarizeProbes(floors)
      const { keys: latency, tasks, longest, lag, others } = summarizeProbes(list)
      rows.push({
        'while a reply streams': `${pace.perSecond ? '100 tokens/s' : 'full speed'}, ${before(history)}`,
        'p95 key → frame': ms(latency),
        'floor-text': ms(floor.keys),
        'long tasks': `${tasks}${longest ? `, longest ${ms(longest)}` : ''}`,
        'lag of the last character': pace.count ? '' : ms(lag),
        'others drawn': others,
        target: pace.count ? '≤ 50 ms, 0, 0' : '≤ 50 ms, 0, ≤ 50 ms, 0',
      })
    }
  return rows
}

async function embed(bench, rounds) {
  const { closed, opened, answered, hello } = await bytes(bench)
  const { chat, hello: helloMs } = await opening(bench, rounds)
  const requests = ({ requests: count }) => `${count} request${count === 1 ? '' : 's'}`
  return [
    { what: 'closed launcher', measured: `${asKib(closed.bytes)}, ${requests(closed)}`, target: '≤ 3 KiB, one request', more: '' },
    { what: 'opened chat', measured: `${asKib(opened.bytes)}, ${requests(opened)}`, target: '≤ 40 KiB', more: `floor: preact hello ${asKib(hello)}` },
    { what: 'with the first Markdown answer on screen', measured: `${asKib(answered.bytes)}, ${requests(answered)}`, target: '≤ 60 KiB', more: '' },
    { what: 'click → input focused, prefetched on hover, 4 × throttle', measured: ms(chat), target: '≤ 60 ms', more: `floor: preact hello ${ms(helloMs)}, ${times(chat / helloMs)}` },
  ] // prettier-ignore
}

async function heapRows(bench, rounds) {
  const mib = await heap(bench, await bench.seedVisitor(1000), rounds)
  return [{ what: 'heap, 1,000 messages of 200 tokens, over the empty page', measured: `${mib.toFixed(1)} MiB`, target: '≤ 12 MiB' }] // prettier-ignore
}

async function openingRows(bench, rounds) {
  const { of50, of5000 } = await firstPaints(bench, await bench.seedVisitor(50), await bench.seedVisitor(5000), rounds)
  return [
    { what: 'first paint of a conversation of 5,000, beside one of 50', measured: times(of5000 / of50), target: '≤ 1 ×', more: `${ms(of5000)}, ${ms(of50)}` },
  ] // prettier-ignore
}

async function phone(bench, rounds) {
  const measured = await phones(bench, rounds)
  return [
    { 'slow phone': 'page asked for → launcher visible', measured: ms(measured.launcher), more: 'empty cache' },
    { 'slow phone': 'tap → chat usable', measured: ms(measured.usable), more: 'nothing is fetched before the finger is down' },
    { 'slow phone': 'send → first token on screen', measured: ms(measured.token), more: 'of a new conversation' },
    { 'slow phone': 'p95 key → frame while 100 tokens/s arrive', measured: ms(measured.keys), more: 'the target without throttle is ≤ 50 ms' },
  ] // prettier-ignore
}

async function modules() {
  const parts = await modulesOf()
  const small = parts.filter(({ brotli }) => brotli < 256)
  const shown = [
    ...parts.filter(part => !small.includes(part)),
    {
      file: 'both',
      part: `${small.length} more, each below 0.25 KiB`,
      bytes: small.reduce((sum, { bytes: size }) => sum + size, 0),
      brotli: small.reduce((sum, { brotli }) => sum + brotli, 0),
    },
  ]
  return shown.map(({ file, part, bytes: size, brotli }) => ({
    chunk: file,
    module: part,
    minified: asKib(size),
    brotli: `${(brotli / 1024).toFixed(2)} KiB`,
  }))
}

const parts = { embed, streaming, paced, keys, heap: heapRows, opening: openingRows, phone, modules }

export async function benchWidget({ part, runs }) {
  if (part === 'modules') return modules()
  const bench = await startBench()
  try {
    return await parts[part](bench, runs)
  } finally {
    await bench.close()
  }
}
