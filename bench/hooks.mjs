// Reading the stream: bytes to reply state, as a multiple of the floor (TextDecoderStream and split), in one run.
import { continueChat, createChatClient, parley } from '../packages/hooks/dist/index.js'

const EVENTS = 50_000
const ROUNDS = 9

/** Small events in pieces with random borders, the same for every run. */
function recordPieces() {
  const random = seeded(42)
  const lines = [`id: r.1\ndata: {"type":"start","messageId":"m"}\n\nid: r.2\ndata: {"type":"text-start","id":"t"}\n\n`]
  for (let seq = 3; seq < EVENTS + 3; seq++)
    lines.push(`id: r.${seq}\ndata: {"type":"text-delta","id":"t","delta":"w${seq % 97} "}\n\n`)
  lines.push(`id: r.${EVENTS + 3}\ndata: {"type":"finish"}\n\ndata: [DONE]\n\n`)
  const bytes = new TextEncoder().encode(lines.join(''))
  const pieces = []
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + 1 + Math.floor(random() * 4096))
    pieces.push(bytes.subarray(at, end))
    at = end
  }
  return pieces
}

const bodyOf = pieces => {
  let at = 0
  return new ReadableStream({
    pull: controller => (at < pieces.length ? controller.enqueue(pieces[at++]) : controller.close()),
  })
}

async function floor(pieces) {
  let rest = ''
  let count = 0
  for await (const text of bodyOf(pieces).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop()
    count += blocks.length
  }
  return count
}

async function floorAndParse(pieces) {
  let rest = ''
  let count = 0
  for await (const text of bodyOf(pieces).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) {
      const data = block.slice(block.indexOf('data: ') + 6)
      if (data !== '[DONE]') count += JSON.parse(data).type.length
    }
  }
  return count
}

const session = { id: 'cs', clientToken: 'cst', visitorId: 'v', embedOrigin: null, status: 'active', expiresAfter: 900 }

/** All that an app has of it: a client whose network has the whole answer at once. */
async function bytesToReply(pieces) {
  const client = createChatClient({
    backend: parley({ baseUrl: 'http://127.0.0.1' }),
    session: async () => session,
    fetch: async () => new Response(bodyOf(pieces), { headers: { 'content-type': 'text/event-stream' } }),
  })
  const { value, error } = await continueChat(client, { conversationId: 'c', message: { text: 'hi' } })
  if (error) throw error
  const message = await value.final
  if (message.parts[0].text.length < EVENTS) throw new Error('text is missing')
  return message
}

/** Rows of `[what, milliseconds, × floor, target]`, medians of interleaved rounds. */
export async function benchHooks() {
  const pieces = recordPieces()
  const runs = { floor, 'floor + JSON.parse': floorAndParse, 'Parley, bytes → reply state': bytesToReply }
  const times = Object.fromEntries(Object.keys(runs).map(name => [name, []]))
  for (let round = 0; round < ROUNDS + 2; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const start = performance.now()
      await run(pieces)
      if (round >= 2) times[name].push(performance.now() - start) // the first rounds warm up
    }
  }
  const base = median(times.floor)
  return Object.entries(times).map(([name, list]) => ({
    what: name,
    ms: median(list),
    ratio: median(list) / base,
    target: name.startsWith('Parley') ? '≤ 3' : '',
  }))
}

const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]

function seeded(seed) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

if (process.argv[1] === import.meta.filename)
  for (const { what, ms, ratio, target } of await benchHooks())
    console.log(`${what.padEnd(30)} ${ms.toFixed(1).padStart(8)} ms ${ratio.toFixed(2).padStart(6)} × ${target}`)
