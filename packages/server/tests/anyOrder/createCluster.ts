import { StorageUnavailable, type Storage } from '../../src/storage/Storage.ts'
import { testServer, type TestServer } from '../../src/testing/testServer.ts'
import { answers } from './createAnswers.ts'
import type { Ground } from './createGround.ts'

export interface Instance {
  name: string
  server: TestServer
  isUp: boolean
  /** It does not reach the storage. */
  isAway: boolean
  /** Settles when it is killed: whoever waits for it hears nothing else. */
  died: Promise<undefined>
}

export interface Faults {
  /** The share of what is asked of the storage that fails, before or after it is done. */
  share: number
  /** The same of single statements. */
  statements: number
  /** So many have happened. */
  happened: number
  /** So many of them were not expected. */
  unexpected: number
  /** They are those of a database that is away; others are nobody's who knows better. */
  isExpected: boolean
}

export interface Cluster {
  /** All that there ever were. */
  instances: Instance[]
  up(): Instance[]
  start(): Promise<Instance>
  /** In order; new requests go elsewhere meanwhile. */
  stop(instance: Instance, graceMs: number): Promise<void>
  /** What it has asked the storage for may still be done, and it does not hear of it. */
  kill(instance: Instance): Promise<void>
  close(): Promise<void>
}

const never = new Promise<never>(() => {})

export function createCluster(
  ground: Ground,
  faults: Faults,
  { random, now, leaseMs }: { random: () => number; now: () => number; leaseMs: number },
): Cluster {
  const instances: (Instance & { kill(): Promise<unknown> })[] = []

  function unreliable(storage: Storage, state: { isDead: boolean; isAway(): boolean; asked: Set<unknown> }): Storage {
    const methods = Object.entries(storage) as [string, (...given: unknown[]) => Promise<unknown>][]
    const fail = () => {
      faults.happened++
      if (!faults.isExpected) faults.unexpected++
      throw faults.isExpected ? new StorageUnavailable('away on purpose') : new Error('broken on purpose')
    }
    const wrapped = methods.map(([name, method]) => [
      name,
      typeof method !== 'function' || name === 'close'
        ? method
        : async (...given: unknown[]) => {
            if (state.isDead) return never
            const fails = random() < faults.share
            const before = random() < 0.5
            if (state.isAway()) throw new StorageUnavailable('away on purpose')
            if (fails && before) fail()
            const asked = method(...given)
            state.asked.add(asked)
            const result = await asked.finally(() => state.asked.delete(asked))
            if (state.isDead) return never
            return fails ? fail() : result
          },
    ])
    return Object.fromEntries(wrapped) as Storage
  }

  return {
    instances,
    up: () => instances.filter(({ isUp }) => isUp),
    async start() {
      const state = { isDead: false, isAway: () => instance.isAway, asked: new Set<unknown>() }
      let die!: (nothing: undefined) => void
      const died = new Promise<undefined>(resolve => (die = resolve))
      const storage = unreliable(await ground.open(), state)
      const server = testServer({
        storage,
        responder: answers,
        retentionDays: 1,
        now,
        leaseMs,
        characters: [
          { id: 'assistant', name: 'Assistant', description: 'Answers.' },
          { id: 'greeter', name: 'Greeter', description: 'Greets.', greeting: 'Hello!' },
        ],
      })
      const kill = () => {
        state.isDead = true
        die(undefined)
        return Promise.allSettled(state.asked)
      }
      const instance = { name: `i${instances.length + 1}`, server, isUp: true, isAway: false, died, kill }
      instances.push(instance)
      return instance
    },
    async stop(instance, graceMs) {
      instance.isUp = false
      await instance.server.close(graceMs)
    },
    async kill(instance) {
      instance.isUp = false
      await instances.find(other => other === instance)!.kill()
      // Nothing of it is heard any more, and nothing of it goes on.
      void instance.server.close()
    },
    async close() {
      await Promise.all(instances.filter(({ isUp }) => isUp).map(instance => this.stop(instance, 0)))
    },
  }
}
