import { createServer } from 'node:http'
import { getConnInfo } from '@hono/node-server/conninfo'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { chatServer } from './chatServer.ts'

/** Hono, under a path of its own: `all` hands on the request without it, and the address of the connection. */
export async function start(port = 8787) {
  // Pages of the same origin read without an Origin header: it is told here.
  const chat = await chatServer({ publicOrigin: 'https://www.example.com' })
  const app = new Hono()
  app.get('/', context => context.text('The app.'))
  app.all('/chat/*', context => {
    const url = new URL(context.req.url)
    url.pathname = url.pathname.slice('/chat'.length)
    const { address } = getConnInfo(context).remote
    return chat.fetch(new Request(url, context.req.raw), address === undefined ? {} : { remoteAddress: address })
  })
  const answer = getRequestListener(app.fetch)
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(port, '127.0.0.1')
  return { chat, server }
}
