import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChatServer, type ChatServer, type ChatServerOptions } from '../app.ts'
import type { Responder } from '../responders/Responder.ts'
import { observeAll, type ServerObserver } from '../operations/ServerObserver.ts'
import { checkEmbed } from './checkEmbed.ts'
import { chooseResponder } from './chooseResponder.ts'
import { createLoadGuard } from './createLoadGuard.ts'
import { embedFiles, ownEmbedFiles } from './embedFiles.ts'
import { keepEmbedFiles } from './keepEmbedFiles.ts'
import { closeHttpServer, httpServer } from './httpServer.ts'
import { isPublicSuffix } from './isPublicSuffix.ts'
import { nodeHandler } from './nodeHandler.ts'
import { openDatabase } from './openDatabase.ts'
import { loadCharacters } from './loadCharacters.ts'
import { serverKeys } from './serverKeys.ts'
import { SettingError } from './SettingError.ts'
import { serveMetrics } from './metrics.ts'
import { readSettings, type RawSettings, type Settings } from './settings.ts'

export interface StartServerOptions {
  /** By the names of their variables, as strings: `{ PARLEY_PORT: '0' }`. */
  settings?: RawSettings
  /** Where the keys are kept that are not set. Default: `.parley/keys.json`. */
  keyFile?: string
  /** Instead of `PARLEY_RESPONDER`. */
  responder?: Responder
  /** Asked before the publishable key mints, with the page's request: the place for a challenge. False is 403. */
  authorizeMint?: (request: Request) => boolean | Promise<boolean>
  /** Milliseconds since 1970. Default: `Date.now`. */
  now?: () => number
  onError?: (error: unknown, at?: { requestId?: string }) => void
  /** Told what happens, for logs. */
  observer?: ServerObserver
  /** Told in one line what an operator should know. Default: silent. */
  onNotice?: (line: string) => void
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:8787`. */
  url: string
  secretKey: string
  publishableKey: string
  /** Where `PARLEY_METRICS_PORT` is set, such as `http://127.0.0.1:9464/metrics`. */
  metricsUrl?: string
  /** Stops accepting, lets replies finish or marks them interrupted, and ends within `PARLEY_SHUTDOWN_SECONDS`. */
  close(deadlineMs?: number): Promise<void>
}

/** The whole server over HTTP: the chat API and the embed files. Throws `SettingError` on a bad setting. */
export async function startServer(options: StartServerOptions = {}): Promise<RunningServer> {
  const { onNotice = () => {} } = options
  const settings = readSettings(options.settings ?? {})
  const characters = settings.charactersFile === undefined ? undefined : loadCharacters(settings.charactersFile)
  checkEmbed(settings)
  const responder = options.responder ?? (await chooseResponder(settings, options.settings ?? {}, onNotice))
  const keys = serverKeys(settings, options.keyFile ?? '.parley/keys.json', onNotice)
  const { metricsPort, shutdownMs, retentionDays } = settings
  const metrics = metricsPort === undefined ? undefined : await serveMetrics({ host: settings.host, port: metricsPort })
  // After what may fail: an open database is this process's alone.
  const { storage, limits } = await openDatabase(settings).catch((error: unknown) => {
    metrics?.close()
    throw error
  })
  const onError: ChatServerOptions['onError'] = (error, at) => {
    metrics?.countError()
    options.onError?.(error, at)
  }
  const observer = observeAll([options.observer ?? {}, metrics?.observer ?? {}], onError)
  const chat = createChatServer({
    ...keys,
    allowedOrigins: settings.allowedOrigins,
    ...(settings.publicOrigin !== undefined && { publicOrigin: settings.publicOrigin }),
    storage,
    responder,
    ...(characters && { characters }),
    dialects: settings.dialects,
    isPublicSuffix,
    limits,
    ...(settings.overloadMs > 0 && { loadGuard: createLoadGuard({ lateMs: settings.overloadMs }) }),
    maxReplies: settings.maxReplies,
    leaseMs: settings.leaseMs,
    trustProxy: settings.trustProxy,
    ...(options.authorizeMint && { authorizeMint: options.authorizeMint }),
    ...(options.now && { now: options.now }),
    ...(retentionDays !== undefined && { retentionDays }),
    observer,
    onError,
  })
  const embedFolder = settings.embed ?? ownEmbedFiles
  const embed = embedFiles(embedFolder, observer, settings.embedArchive)
  if (settings.embedArchive !== undefined)
    await keepEmbedFiles(embedFolder, settings.embedArchive).catch((error: NodeJS.ErrnoException) =>
      onNotice(`The embed files of this version could not be kept in PARLEY_EMBED_ARCHIVE (${error.message}).`),
    )
  const fetch: ChatServer['fetch'] = async (request, connection) =>
    (await embed(request)) ?? chat.fetch(request, connection)
  const server = httpServer(nodeHandler({ fetch }, { onError }))
  try {
    await listen(server, settings)
  } catch (error) {
    metrics?.close()
    await chat.close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return {
    url: `http://${host}:${port}`,
    secretKey: keys.secretKey[0]!,
    publishableKey: keys.publishableKey[0]!,
    ...(metrics && { metricsUrl: metrics.url }),
    async close(deadlineMs = shutdownMs) {
      // Replies may go on for a part of the time; the rest is for storing their ends.
      await closeHttpServer(server, () => chat.close(deadlineMs * 0.6), deadlineMs)
      metrics?.close()
    },
  }
}

function listen(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new SettingError(`PARLEY_PORT "${port}" is in use on ${host}; stop the other program or take another port`),
        )
      else if (error.code === 'EACCES')
        reject(new SettingError(`PARLEY_PORT "${port}" needs more rights; use a port above 1023`))
      else reject(new SettingError(`PARLEY_HOST "${host}" cannot be listened on (${error.code}); use an own address`))
    })
    server.listen(port, host, resolve)
  })
}
