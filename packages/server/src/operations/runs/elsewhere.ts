import type { Signal } from '../../storage/Signals.ts'
import type { ServerContext } from '../ServerContext.ts'
import { TOLD_MS } from './followRuns.ts'

type Shared = Pick<ServerContext, 'storage' | 'runs' | 'streams' | 'followed'>

/** Stops runs that are written here. Of those that were deleted the storage tells the other processes. */
export function stopRuns({ runs }: Pick<Shared, 'runs'>, runIds: string[]): void {
  for (const id of runIds) runs.get(id)?.stop('stopped')
}

/** Does what other processes ask for. */
export function hearOthers(context: Shared): void {
  const { runs, streams, storage, followed } = context
  const hear = (signal: Signal): void => {
    switch (signal.type) {
      case 'stop':
        return stopRuns(context, signal.runIds)
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
