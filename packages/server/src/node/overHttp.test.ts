import { describe } from 'vitest'
import { callOverHttp } from '../testing/testServer.ts'

// The tests of the routes once more, over real connections: each answer of each is checked against the contract.

callOverHttp()

describe('over HTTP', async () => {
  await import('../routes/contract.test.ts')
  await import('../routes/ownership.test.ts')
  await import('../routes/chatSessions.test.ts')
  await import('../routes/replyStream.test.ts')
  await import('../routes/revocation.test.ts')
})
