import type { Message } from '@parley/protocol'
import { fetchChecked } from './fetchChecked.ts'
import { removeFolders, startCli, type Cli } from './startCli.ts'

export const CLUSTER_SECRET = 'sk_cluster_test_01'

/** Between two words of a reply: time as the machine has it, busy or not. */
export const ECHO_DELAY_MS = 40

const running = new Set<Cli>()

/** Ends every instance that was started. */
export async function endInstances(): Promise<void> {
  for (const cli of running) cli.process.kill('SIGKILL')
  await Promise.all([...running].map(cli => cli.ended))
  running.clear()
  removeFolders()
}

export type Instance = Awaited<ReturnType<typeof startInstance>>

/** One more process over a database; every answer of it is checked against the contract. */
export async function startInstance(database: string, settings: Record<string, string> = {}) {
  const cli = await startCli({
    DATABASE_URL: database,
    PARLEY_SECRET_KEY: CLUSTER_SECRET,
    PARLEY_PUBLISHABLE_KEY: 'pk_cluster_test_01',
    PARLEY_ECHO_DELAY_MS: String(ECHO_DELAY_MS),
    PARLEY_LOG_LEVEL: 'silent',
    PARLEY_RATE_LIMIT: '100000/min',
    ...settings,
  })
  running.add(cli)
  const url = await cli.url
  const call = (method: string, path: string, token: string, body?: object, headers: Record<string, string> = {}) =>
    fetchChecked(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
  const mint = async (userIdentifier: string = crypto.randomUUID()) => {
    const body = { embedOrigin: null, userIdentifier, expiresAfter: 3600 }
    const answer = await call('POST', '/v1/chatSessions', CLUSTER_SECRET, body)
    return (await answer.json()) as { clientToken: string; id: string }
  }
  const messagesOf = async (token: string, path: string): Promise<Message[]> => {
    const answer = await call('GET', `${path}/messages?limit=100`, token)
    return ((await answer.json()) as { messages: Message[] }).messages
  }
  return { cli, url, call, mint, messagesOf }
}

/** Comes again while it is too much at once, as clients do. */
export async function insist(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503) return answer
    await answer.text()
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}
