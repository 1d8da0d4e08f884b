import { vi } from 'vitest'
import { checkTables } from './checkTables.ts'
import { createActions } from './createActions.ts'
import { createAsks } from './createAsks.ts'
import type { GroundName } from './createGround.ts'
import { createReader } from './createReader.ts'
import { createSayings } from './createSayings.ts'
import { createWorld } from './createWorld.ts'
import { lookAtEnd } from './lookAtEnd.ts'

/**
 * Puts visitors with their windows and servers over one database together, and has happen to them what a seed decides;
 * then heals everything, waits, and looks at what is there. Answers what is wrong by then, or was at any moment, and what
 * was done, for whoever looks for the reason.
 */
export async function simulate(seed: number, name: GroundName): Promise<{ wrong: string[]; trace: string[] }> {
  const world = await createWorld(seed, name)
  const { random, pick, wait, isWrong, say, has, ground, cluster, faults, windows, talks } = world
  const asks = createAsks(world)
  const readReply = createReader(world)
  const sayings = createSayings(world, asks, readReply)
  const actions = createActions(world, asks, sayings, readReply)
  const weights = actions.reduce((sum, [weight]) => sum + weight, 0)
  const tell = (error: unknown): string => (error instanceof Error ? error.stack! : String(error))
  const hearRejection = (reason: unknown) => isWrong(`nobody handles ${tell(reason)}`)
  process.on('unhandledRejection', hearRejection)

  for (let count = ground.isShared ? 2 : 1; count > 0; count--) await cluster.start()
  for (const window of windows) {
    const minted = asks.mint(window)
    await wait(20)
    await minted
  }
  for (let left = 10 + random() * 50; left > 0; left--) {
    let at = random() * weights
    const [, act] = actions.find(([weight]) => (at -= weight) < 0)!
    void (async () => act())().catch((error: unknown) => isWrong(`the simulation itself: ${tell(error)}`))
    await wait(pick([0, 0, 10, 20, 60, 100, 300, 700, 4000])!)
    await lookInside()
  }

  say('-- all is well again')
  Object.assign(faults, { share: 0, statements: 0 })
  for (const instance of cluster.instances) instance.isAway = false
  // The last one may be on its way to its end, and another starts after it.
  for (let tries = 0; tries < 20 && cluster.up().length === 0; tries++) await wait(400)
  for (let waited = 0; waited < 3 * world.leaseMs; waited += 400) await wait(400)
  await lookInside()
  await lookAtEnd(world, asks, sayings)
  await lookInside()

  for (const { name, server } of cluster.instances)
    for (const error of server.errors)
      if (!world.isDisturbed && !isOnPurpose(error)) isWrong(`${name} tells ${tell(error)}`)
  const closed = cluster.close()
  await wait(16_000)
  await closed
  if (!world.isReal && vi.getTimerCount() > 0) isWrong(`${vi.getTimerCount()} timers are left`)
  for (const { id, status } of (await ground.tables?.())?.runs ?? [])
    if (status === 'running') isWrong(`${id} runs for ever`)
  await ground.close()
  process.off('unhandledRejection', hearRejection)
  return { wrong: [...world.wrong], trace: world.trace }

  async function lookInside(): Promise<void> {
    const tables = await ground.tables?.()
    if (!tables) return
    checkTables(tables).forEach(isWrong)
    if (has.deletions)
      for (const { id, goneAt } of talks.values())
        for (const [name, rows] of Object.entries(tables))
          if (goneAt !== undefined && rows.some(row => row['conversation_id'] === id || row['id'] === id))
            isWrong(`${id} is deleted and left in ${name}`)
    for (const { id } of tables.tokens)
      if (world.erasedSessionIds.has(String(id))) isWrong(`${id} is erased and left in tokens`)
  }
}

/** What the faults and the answers bring about; an answer may be empty, too. */
const isOnPurpose = (error: unknown): boolean =>
  /on purpose|without an answer/.test(`${String(error)} ${String((error as Error).cause)}`)
