// The pages that the widget is measured against: the same events from the same server, and as little as can be done.
const script = `
const out = document.getElementById('out')
window.run = async ({ url, token, path, body, kind }) => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
  })
  const draw = kind === 'markdown' ? await drawMarkdown() : drawText()
  let rest = ''
  let waiting = ''
  const frame = () => {
    const text = waiting
    waiting = ''
    draw(text)
  }
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (rest + decoder.decode(value, { stream: true })).split('\\n\\n')
    rest = events.pop()
    for (const event of events) {
      const data = event.slice(event.indexOf('data: ') + 6)
      if (data === '[DONE]') continue
      const { type, delta } = JSON.parse(data)
      if (type !== 'text-delta') continue
      if (waiting === '') requestAnimationFrame(frame)
      waiting += delta
    }
  }
}
function drawText() {
  const node = out.appendChild(new Text(''))
  return text => node.appendData(text)
}
/** Blocks before the last one are done with; only what follows them is parsed again. */
async function drawMarkdown() {
  const { lexer, parser } = await import('/marked.js')
  const open = out.appendChild(document.createElement('div'))
  let source = ''
  return text => {
    source += text
    const tokens = lexer(source)
    const last = tokens.findLastIndex(token => token.type !== 'space')
    const frozen = Object.assign(tokens.slice(0, Math.max(last, 0)), { links: tokens.links })
    if (frozen.length > 0) {
      open.insertAdjacentHTML('beforebegin', parser(frozen))
      source = source.slice(frozen.reduce((length, token) => length + token.raw.length, 0))
    }
    open.innerHTML = parser(Object.assign(tokens.slice(Math.max(last, 0)), { links: tokens.links }))
  }
}
/** A frame after a frame, with nothing in it. */
window.idle = ms => new Promise(resolve => {
  const end = performance.now() + ms
  const frame = () => performance.now() < end ? requestAnimationFrame(frame) : resolve()
  requestAnimationFrame(frame)
})
`

/** A page with `history` (HTML of the messages before) and a place for the reply. */
export const floorPage = history => `<!doctype html><html lang="en"><title>Floor</title>
<style>body { font: 15px/1.5 system-ui; margin: 0 auto; inline-size: 360px } #out { white-space: pre-wrap } #out div { white-space: normal }</style>
<main>${history}<article id="out"></article><textarea></textarea></main><script>${script}</script></html>`

/** The least that opens: a button that imports, on hover, a counter on preact/compat and focuses its input. */
export const helloPage = `<!doctype html><html lang="en"><title>Hello</title><button id="open">Open</button><div id="root"></div>
<script>
const load = () => import('/hello.js')
const button = document.getElementById('open')
button.addEventListener('pointerenter', load)
button.addEventListener('click', () => load().then(({ mount }) => mount(document.getElementById('root'))))
</script></html>`

export const helloSource = `
import { useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { jsx, jsxs } from 'react/jsx-runtime'
function Counter() {
  const [count, setCount] = useState(0)
  const input = useRef(null)
  useEffect(() => input.current.focus(), [])
  return jsxs('div', { children: [jsx('textarea', { ref: input }), jsx('button', { onClick: () => setCount(count + 1), children: count })] })
}
export const mount = element => createRoot(element).render(jsx(Counter, {}))
`
