// A load generator on plain node:http: `fetch` would take more of the two cores than the server does.
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

/** One request. `onChunk` gets the pieces of the answer with the time they came at. */
export function send(url, { method = 'GET', token, body, accept, headers = {}, onChunk } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: text === undefined ? method : 'POST',
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(accept && { accept }),
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      response => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          if (onChunk) onChunk(chunk, performance.timeOrigin + performance.now(), response.statusCode)
          else answer += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: answer }))
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

/** Sends from so many workers for so long; answers how often it was done per second. */
export async function perSecond(workers, ms, work) {
  const end = performance.now() + ms
  let count = 0
  const one = async worker => {
    while (performance.now() < end) {
      await work(worker, count)
      count++
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: workers }, (_, index) => one(index)))
  return (count * 1000) / (performance.now() - begun)
}

/** Reads the times out of deltas, and collects how long each was on its way. */
export function latencies() {
  const list = []
  return {
    list,
    onChunk(chunk, at) {
      for (const [, made] of chunk.matchAll(/"delta":"(\d{13}\.?\d*) "/g)) list.push(at - Number(made))
    },
  }
}

export function percentile(list, part) {
  const sorted = Float64Array.from(list).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}
