import type { WidgetConfig } from '@parley/protocol'
import type { CharacterConfig, Responder } from '../responders/Responder.ts'
import type { Storage } from '../storage/Storage.ts'
import type { Limits } from './Limits.ts'
import type { OriginList } from './originList.ts'
import type { FollowedRuns } from './runs/followRuns.ts'
import type { RunRegistry } from './runs/runRegistry.ts'
import type { ServerObserver } from './ServerObserver.ts'
import type { SessionStreams } from './runs/sessionStreams.ts'

/** Everything the operations work with; made once per server. */
export interface ServerContext {
  storage: Storage
  /** Throws while the storage takes no writes. */
  expectWrites: (now: number) => Promise<void>
  responder: Responder
  characters: CharacterConfig[]
  widget: WidgetConfig
  secretKeys: readonly string[]
  publishableKeys: readonly string[]
  allowedOrigins: OriginList
  publicOrigin: string | undefined
  limits: Limits | undefined
  /** Proxies in front, each of which adds to `X-Forwarded-For`. */
  trustProxy: number
  authorizeMint: ((request: Request) => boolean | Promise<boolean>) | undefined
  instanceId: string
  runs: RunRegistry
  /** Runs that other processes write. */
  followed: FollowedRuns
  streams: SessionStreams
  heartbeatMs: number
  /** A run whose process has not been heard of for so long is taken for interrupted. */
  leaseMs: number
  now: () => number
  /** Conversations without an update for so long are deleted. */
  retentionDays: number | undefined
  /** No more runs are begun. */
  closing: boolean
  observer: ServerObserver
  /** Told every unexpected error, with the request that it belongs to where there is one. */
  onError: (error: unknown, at?: { requestId?: string }) => void
}
