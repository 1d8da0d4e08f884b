import { aiSdk, aurora, datamonkey, gram, gramSession, inkeep, parley } from '../../src/index.ts'
import { serveGram } from './originals/gram.ts'
import { INKEEP_KEY, serveInkeep } from './originals/inkeep.ts'
import { serveAiSdk } from './originals/aiSdk.ts'
import { AURORA_OTHER_TOKEN, AURORA_TOKEN, serveAurora } from './originals/aurora.ts'
import { serveDatamonkey } from './originals/datamonkey.ts'
import { overDialect, overOriginal, type Variant } from './Variant.ts'

const ORIGINAL = 'https://original.example'

/** A session of a host that knows its visitor; the key is what the original takes. */
export const hostSession = (clientToken: string) => async () => ({
  id: 'host',
  clientToken,
  visitorId: 'v_host',
  embedOrigin: null,
  status: 'active' as const,
  expiresAfter: 3600,
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
})

/** Every backend against every server that speaks its wire. */
export const variants: Variant[] = [
  overDialect({ backend: 'parley', make: baseUrl => parley({ baseUrl }), cites: true, on401: 'renews' }),
  overDialect({
    backend: 'inkeep',
    dialect: 'inkeep',
    make: baseUrl => inkeep({ baseUrl, integrationId: 'docs' }),
    cites: true,
    on401: 'renews',
  }),
  overOriginal({
    backend: 'inkeep',
    serve: serveInkeep,
    options: () => ({
      backend: inkeep({ baseUrl: ORIGINAL, integrationId: 'docs' }),
      session: hostSession(INKEEP_KEY),
    }),
    cites: true,
    on401: 'renews',
  }),
  overDialect({
    backend: 'aiSdk',
    dialect: 'aiSdk',
    make: baseUrl => aiSdk({ api: `${baseUrl}/api/chat`, resume: true }),
    cites: true,
    on401: 'renews',
  }),
  overOriginal({
    backend: 'aiSdk',
    serve: serveAiSdk,
    options: () => ({ backend: aiSdk({ api: `${ORIGINAL}/api/chat` }) }),
    cites: true,
    on401: 'fails',
  }),
  overDialect({
    backend: 'gram',
    dialect: 'gram',
    make: baseUrl => gram({ baseUrl, project: 'docs' }),
    cites: false,
    on401: 'renews',
  }),
  overOriginal({
    backend: 'gram',
    serve: serveGram,
    options: () => ({
      backend: gram({ baseUrl: ORIGINAL, project: 'docs' }),
      session: gramSession(`${ORIGINAL}/session/ada`),
    }),
    stranger: () => ({
      backend: gram({ baseUrl: ORIGINAL, project: 'docs' }),
      session: gramSession(`${ORIGINAL}/session/eve`),
    }),
    cites: false,
    on401: 'renews',
  }),
  overDialect({
    backend: 'datamonkey',
    dialect: 'datamonkey',
    make: baseUrl => datamonkey({ baseUrl: `${baseUrl}/api/v1` }),
    cites: false,
    blocking: true,
    on401: 'newIdentity',
  }),
  overOriginal({
    backend: 'datamonkey',
    serve: serveDatamonkey,
    options: () => ({ backend: datamonkey({ baseUrl: `${ORIGINAL}/api/v1` }) }),
    stranger: () => ({ backend: datamonkey({ baseUrl: `${ORIGINAL}/api/v1` }) }),
    cites: false,
    blocking: true,
    on401: 'newIdentity',
  }),
  overDialect({
    backend: 'aurora',
    dialect: 'aurora',
    make: baseUrl => aurora({ baseUrl }),
    cites: false,
    endsByClosing: true,
    greets: true,
    on401: 'renews',
  }),
  overOriginal({
    backend: 'aurora',
    serve: serveAurora,
    options: () => ({ backend: aurora({ baseUrl: ORIGINAL }), session: hostSession(AURORA_TOKEN) }),
    stranger: () => ({ backend: aurora({ baseUrl: ORIGINAL }), session: hostSession(AURORA_OTHER_TOKEN) }),
    cites: false,
    endsByClosing: true,
    greets: true,
    on401: 'renews',
  }),
]
