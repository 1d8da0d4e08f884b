import { afterAll, beforeAll, expect, test } from 'vitest'
import { endInstances, startInstance } from '../testing/startInstance.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { say, textOf } from '../testing/testServer.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await endInstances()
  await postgres.remove()
})

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('processes that slept together for longer than a lease, as with their machine, all go on with their replies', async () => {
  const database = await postgres.newDatabase()
  const settings = { PARLEY_LEASE_SECONDS: '3', PARLEY_ECHO_DELAY_MS: '20' }
  const instances = await Promise.all([1, 2, 3].map(() => startInstance(database, settings)))
  const question = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ')
  const replies = await Promise.all(
    instances.map(async instance => {
      const { clientToken } = await instance.mint()
      const { id } = (await (await instance.call('POST', '/v1/conversations', clientToken, {})).json()) as {
        id: string
      }
      const path = `/v1/conversations/${id}`
      const headers = { accept: 'text/event-stream' }
      const answer = await instance.call('POST', `${path}/messages`, clientToken, { message: say(question) }, headers)
      return { path, clientToken, told: answer.text() }
    }),
  )
  await rest(500)
  for (const { cli } of instances) cli.process.kill('SIGSTOP')
  await rest(8000)
  // Not in the same millisecond.
  for (const { cli } of instances) {
    cli.process.kill('SIGCONT')
    await rest(500)
  }
  for (const { path, clientToken, told } of replies) {
    expect(await told).toContain('"type":"finish"')
    const [, reply] = await instances[0]!.messagesOf(clientToken, path)
    expect([reply!.metadata.status, textOf(reply!)]).toEqual(['complete', question])
  }
})
