import { createChatServer, docsResponder, type ChatServerOptions } from '@parley/server'
import { createLimits, libsqlStorage, loadDocuments } from '@parley/server/node'

/** One chat server for all the examples: what differs is only how it is mounted. */
export async function chatServer(options: ChatServerOptions = {}) {
  return createChatServer({
    secretKey: process.env.PARLEY_SECRET_KEY!,
    publishableKey: process.env.PARLEY_PUBLISHABLE_KEY!,
    allowedOrigins: ['https://www.example.com'],
    storage: await libsqlStorage({ path: process.env.PARLEY_DATABASE ?? '.parley/parley.db' }),
    responder: docsResponder({ documents: await loadDocuments(process.env.PARLEY_DOCS ?? 'docs') }),
    limits: createLimits({ rateLimit: '60/min', anonymousLimit: '1000/h' }),
    onError: error => console.error(error),
    ...options,
  })
}
