import { createServer } from 'node:http'
import express from 'express'
import { nodeHandler } from '@parley/server/node'
import { chatServer } from './chatServer.ts'

/** Express, under a path of its own. The chat stands before body parsers and compression: both would hold a stream back. */
export async function start(port = 8787) {
  // Pages of the same origin read without an Origin header: it is told here.
  const chat = await chatServer({ publicOrigin: 'https://www.example.com' })
  const app = express()
  app.use('/chat', nodeHandler(chat))
  app.use(express.json())
  app.get('/', (_request, response) => void response.send('The app.'))
  const server = createServer(app).listen(port, '127.0.0.1')
  return { chat, server }
}
