import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OpenAiRequest {
  authorization: string | undefined
  body: { model: string; max_tokens?: number; stream: boolean; messages: { role: string; content: string }[] }
}

export type OpenAiAnswer = (response: ServerResponse, request: OpenAiRequest) => void | Promise<void>

/** An endpoint that speaks OpenAI's chat completions, answering as it is told. */
export async function startOpenAi(answer: OpenAiAnswer) {
  const requests: OpenAiRequest[] = []
  const server = createServer((incoming, response) => {
    void readBody(incoming).then(body => {
      const request = { authorization: incoming.headers.authorization, body: JSON.parse(body) as OpenAiRequest['body'] }
      requests.push(request)
      return incoming.url === '/v1/chat/completions' ? answer(response, request) : response.writeHead(404).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

export const beginChunks = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
}

/** One chunk of the stream, with a delta and perhaps the reason of the end. */
export const chunk = (delta: object, finishReason: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`

/** A whole answer, word by word. */
export const say =
  (text: string): OpenAiAnswer =>
  response => {
    beginChunks(response)
    response.write(chunk({ role: 'assistant', content: '' }))
    for (const word of text.match(/\s*\S+/g) ?? []) response.write(chunk({ content: word }))
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
  }
