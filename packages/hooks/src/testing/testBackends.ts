import { aiSdk } from '../backends/aiSdk.ts'
import { aurora } from '../backends/aurora.ts'
import { datamonkey } from '../backends/datamonkey.ts'
import { gram } from '../backends/gram.ts'
import { inkeep } from '../backends/inkeep.ts'
import { parley } from '../backends/parley.ts'
import type { ChatClientOptions } from '../core/createChatClient.ts'
import { TEST_SERVER_URL as baseUrl } from './createTestChat.ts'

/** Each backend over the test server, which speaks every wire with `dialects: 'all'`. */
export const testBackends = {
  parley: () => ({ backend: parley({ baseUrl }) }),
  inkeep: () => ({ backend: inkeep({ baseUrl, integrationId: 'docs' }) }),
  gram: () => ({ backend: gram({ baseUrl, project: 'docs' }) }),
  datamonkey: () => ({ backend: datamonkey({ baseUrl: `${baseUrl}/api/v1` }), session: undefined }),
  aurora: () => ({ backend: aurora({ baseUrl }) }),
  aiSdk: () => ({ backend: aiSdk({ api: `${baseUrl}/api/chat`, resume: true }) }),
} satisfies Record<string, () => Partial<ChatClientOptions>>

/** The name of a backend that a test chat can be asked over. */
export type TestBackend = keyof typeof testBackends
