import type { Signal } from '../../storage/Signals.ts'
import type { ServerContext } from '../ServerContext.ts'
import { TOLD_MS } from './followRuns.ts'

type Shared = Pick<ServerContext, 'storage' | 'runs' | 'streams' | 'followed'>

/** Stops runs that were ended in storage, here or in the process that writes them. */
export async function stopRuns({ runs, storage }: Shared, runIds: string[]): Promise<void> {
  const others = runIds.filter(id => !runs.get(id))
  for (const id of runIds) runs.get(id)?.stop('stopped')
  if (others.length > 0) await storage.signals?.send({ type: 'stop', runIds: others })
}

/** Ends the open streams of sessions, in every process. */
export async function endStreams({ streams, storage }: Shared, sessionIds: string[]): Promise<void> {
  streams.revoke(sessionIds)
  if (sessionIds.length > 0) await storage.signals?.send({ type: 'revoked', sessionIds })
}

/** Does what other processes ask for. */
export function hearOthers({ runs, streams, storage, followed }: Shared): void {
  const hear = (signal: Signal): void => {
    switch (signal.type) {
      case 'stop':
        return signal.runIds.forEach(id => runs.get(id)?.stop('stopped'))
      case 'revoked':
        return streams.revoke(signal.sessionIds)
      case 'followed':
        return runs.get(signal.runId)?.tellOthers(Date.now() + TOLD_MS)
      case 'stored':
        return followed.wake(signal.runIds)
    }
  }
  storage.signals?.listen(hear)
}
