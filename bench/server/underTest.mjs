// The process that is measured: the whole server over HTTP, or with `floor` a bare Node server that only writes events.
import { createServer } from 'node:http'
import { startServer } from '../../packages/server/dist/node.js'

const EVERY_MS = 50
const now = () => performance.timeOrigin + performance.now()
const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

/** "stream 100" writes a hundred deltas, 20 a second, each with the time it was made at; "idle" waits; else "ok". */
async function* responder({ text, signal }) {
  const [what, count] = text.split(' ')
  yield { type: 'text-start', id: '0' }
  if (what === 'idle') await wait(60_000)
  if (what === 'stream')
    for (let done = 0; done < Number(count) && !signal.aborted; done++) {
      await wait(EVERY_MS)
      yield { type: 'text-delta', id: '0', delta: `${now()} ` }
    }
  yield { type: 'text-delta', id: '0', delta: 'ok' }
  yield { type: 'text-end', id: '0' }
}

function startFloor() {
  const server = createServer((request, response) => {
    let rest = Number(new URL(request.url, 'http://x').searchParams.get('count'))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const timer = setInterval(() => {
      response.write(`data: {"type":"text-delta","id":"0","delta":"${now()} "}\n\n`)
      if (--rest > 0) return
      clearInterval(timer)
      response.end('data: [DONE]\n\n')
    }, EVERY_MS)
    request.on('close', () => clearInterval(timer))
  })
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })
}

const url =
  process.argv[2] === 'floor'
    ? await startFloor()
    : (await startServer({ settings: JSON.parse(process.argv[2]), responder })).url

let peak = 0
let before = process.cpuUsage()
let begun = performance.now()
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100).unref()
process.on('message', () => {
  const { user, system } = process.cpuUsage(before)
  process.send({
    peak: Math.max(peak, process.memoryUsage.rss()),
    cpu: (user + system) / 10 / (performance.now() - begun),
  })
  peak = 0
  before = process.cpuUsage()
  begun = performance.now()
})
process.on('disconnect', () => process.exit(0))
process.send({ url })
