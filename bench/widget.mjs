// The widget in Chromium, every row of PERFORMANCE.md beside its target. Only what stands against a floor of the same
// run counts: two shared cores make absolute times worth little. PARLEY_BENCH_RUNS=3 is quicker.
import { RUNS, median, startBench } from './widget/bench.mjs'
import { asKib, bytes, firstPaints, heap, opening, phones } from './widget/embed.mjs'
import { chatRun, floorRun, idleRun, probeRun, summarizeProbes } from './widget/streaming.mjs'

const HISTORIES = [0, 100, 1000, 5000]
/** The history that is too long to load and stream seven times over. */
const fewer = history => (history === 5000 ? Math.ceil(RUNS / 2) : RUNS)
const ms = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`
const times = value => `${value.toFixed(2)} ×`
const before = history => `${history.toLocaleString('en')} before`

/** Interleaved: each round runs everything once. Answers the medians of main-thread milliseconds by name. */
async function interleave(runs) {
  const measured = new Map(runs.map(({ name }) => [name, []]))
  for (let round = 0; round < RUNS; round++)
    for (const { name, count, run } of runs) if (round < count) measured.get(name).push(await run())
  return name => median(measured.get(name))
}

async function streaming(bench, visitors) {
  const of = await interleave(
    HISTORIES.flatMap(history => {
      const count = fewer(history)
      const remembered = visitors.get(history)
      return [
        { name: `text ${history}`, count, run: async () => (await floorRun(bench, { kind: 'text', history })).busy },
        { name: `markdown ${history}`, count, run: async () => (await floorRun(bench, { kind: 'markdown', history })).busy },
        { name: `chat ${history}`, count, run: async () => (await chatRun(bench, { remembered, history })).busy },
      ] // prettier-ignore
    }),
  )
  return HISTORIES.map(history => {
    const chat = of(`chat ${history}`)
    return {
      what: `full speed, ${before(history)}`,
      measured: `${times(chat / of(`text ${history}`))} floor-text, ${times(chat / of(`markdown ${history}`))} floor-markdown`,
      target: history === 0 ? '≤ 2 ×, ≤ 1.35 ×' : '≤ 2 ×, own figure ≤ 1.15 ×',
      more: `own figure at 0: ${times(chat / of('chat 0'))}; ${ms(chat)} of ${ms(of(`text ${history}`))} and ${ms(of(`markdown ${history}`))}; ${((chat * 1000) / 1963).toFixed(0)} µs a token`,
    }
  })
}

/** Twenty seconds each; frames in which nothing happens are taken off both. */
async function paced(bench, visitors) {
  const pace = { perSecond: 100 }
  const idle = median([await idleRun(bench), await idleRun(bench), await idleRun(bench)])
  const net = ({ busy, seconds }) => busy - idle * seconds
  const histories = [0, 1000]
  const of = await interleave(
    histories.flatMap(history => [
      { name: `text ${history}`, count: RUNS, run: async () => net(await floorRun(bench, { kind: 'text', history, ...pace })) },
      { name: `chat ${history}`, count: RUNS, run: async () => net(await chatRun(bench, { remembered: visitors.get(history), history, ...pace })) },
    ]), // prettier-ignore
  )
  return histories.map(history => ({
    what: `100 tokens/s, idle frames off, ${before(history)}`,
    measured: `${times(of(`chat ${history}`) / of(`text ${history}`))} floor-text`,
    target: '≤ 1.1 ×',
    more: `own figure at 0: ${times(of(`chat ${history}`) / of('chat 0'))}; ${ms(of(`chat ${history}`))} of ${ms(of(`text ${history}`))} in 20 s; idle frames ${ms(idle)} a second`,
  }))
}

async function probes(bench, visitors) {
  const rows = []
  for (const pace of [{}, { perSecond: 100, count: 600 }]) {
    const speed = pace.perSecond ? '100 tokens/s' : 'full speed'
    for (const history of HISTORIES) {
      const list = []
      for (let run = 0; run < (pace.perSecond ? 3 : fewer(history)); run++)
        list.push(await probeRun(bench, { remembered: visitors.get(history), history, ...pace }))
      const { keys, tasks, longest, lag, others } = summarizeProbes(list)
      rows.push({
        what: `keys, lag and others, ${speed}, ${before(history)}`,
        measured: `p95 key → frame ${ms(keys)}${pace.count ? '' : `, lag ${ms(lag)}`}, ${others} others drawn`,
        target: '≤ 50 ms, ≤ 50 ms, 0',
        more: `${tasks} long tasks (longest ${ms(longest)})`,
      })
    }
  } // prettier-ignore
  return rows
}

async function costs(bench, visitors) {
  const { closed, opened, answered, hello } = await bytes(bench)
  const { chat, hello: helloMs } = await opening(bench, RUNS)
  const mib = await heap(bench, visitors.get(1000), RUNS)
  const paint = await firstPaints(bench, await bench.seedVisitor(50), visitors.get(5000), RUNS)
  const phone = await phones(bench, Math.min(RUNS, 5))
  return [
    { what: 'closed launcher, brotli', measured: `${asKib(closed.bytes)}, ${closed.requests} request`, target: '≤ 3 KiB, 1 request', more: '' },
    { what: 'opened chat, brotli', measured: `${asKib(opened.bytes)}, ${opened.requests} requests`, target: '≤ 40 KiB', more: `floor: preact hello ${asKib(hello)}` },
    { what: 'with the first Markdown answer, brotli', measured: `${asKib(answered.bytes)}, ${answered.requests} requests`, target: '≤ 60 KiB', more: '' },
    { what: 'click → input focused, 4 × throttle, prefetched on hover', measured: ms(chat), target: '≤ 60 ms', more: `floor: preact hello ${ms(helloMs)}, ${times(chat / helloMs)}` },
    { what: 'heap, 1,000 messages of 200 tokens', measured: `${mib.toFixed(1)} MiB`, target: '≤ 12 MiB', more: 'over the empty page, after a collection' },
    { what: 'first paint of a conversation of 5,000', measured: `${times(paint.of5000 / paint.of50)} that of 50`, target: '≤ 1 ×', more: `${ms(paint.of5000)}, ${ms(paint.of50)}` },
    { what: 'slow phone: launcher visible', measured: ms(phone.launcher), target: '', more: '6 × CPU, 1.6 Mbit/s, 150 ms, empty cache' },
    { what: 'slow phone: tap → chat usable', measured: ms(phone.usable), target: '', more: 'nothing fetched before the tap' },
    { what: 'slow phone: send → first token', measured: ms(phone.token), target: '', more: 'of a new conversation' },
    { what: 'slow phone: p95 key → frame at 100 tokens/s', measured: ms(phone.keys), target: '≤ 50 ms', more: '' },
  ] // prettier-ignore
}

export async function benchWidget() {
  const bench = await startBench()
  const part = process.env.PARLEY_BENCH_PART
  const parts = { costs, streaming, probes, paced }
  try {
    const visitors = new Map()
    for (const history of HISTORIES) visitors.set(history, await bench.seedVisitor(history))
    const rows = []
    for (const [name, run] of Object.entries(parts)) if (!part || part === name) rows.push(...(await run(bench, visitors)))
    return rows
  } finally {
    await bench.close()
  } // prettier-ignore
}
