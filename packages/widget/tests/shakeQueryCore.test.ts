// @vitest-environment node
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as QueryCore from '@tanstack/query-core'
import { build, type Plugin, type PluginOption, type Rolldown } from 'vite'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { shakeQueryCore } from '../build/shakeQueryCore.ts'

const used =
  'export { InfiniteQueryObserver, MutationObserver, QueryClient, QueryObserver } from "@tanstack/query-core"'

const root = join(import.meta.dirname, '..')

async function bundle(code: string, plugins: PluginOption[]): Promise<string> {
  const file = join(root, 'entry.js')
  const entry: Plugin = {
    name: 'entry',
    enforce: 'pre',
    resolveId: source => (source === 'entry' ? file : null),
    load: id => (id === file ? code : null),
  }
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [...plugins, entry],
    build: {
      write: false,
      rolldownOptions: { input: 'entry', preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  })
  return ([result].flat() as Rolldown.RolldownOutput[])[0]!.output[0].code
}

type Library = Pick<typeof QueryCore, 'InfiniteQueryObserver' | 'MutationObserver' | 'QueryClient' | 'QueryObserver'>

async function load(code: string): Promise<Library> {
  const file = join(mkdtempSync(join(tmpdir(), 'parley-query-core-')), 'core.mjs')
  writeFileSync(file, code)
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Library
}

/** A window and a document, as far as the library looks at them. */
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
const turn = (visibilityState: string) => {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}

const always = { retry: false, networkMode: 'always' } as const

/** What an app sees that does with it what the chat does. */
async function live({
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  QueryObserver,
}: Library): Promise<unknown[]> {
  const seen: unknown[] = []
  const see = (name: string) => (result: object) => {
    const { status, fetchStatus, data, error, isStale, hasNextPage, isFetchingNextPage } = result as Record<
      string,
      unknown
    >
    seen.push([name, { status, fetchStatus, data, error: String(error), isStale, hasNextPage, isFetchingNextPage }])
  }
  const settle = () => new Promise(resolve => setTimeout(resolve, 5))
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity }, mutations: { gcTime: Infinity } } })
  client.mount()

  let answers = 0
  const one = { ...always, queryKey: ['one', { id: 1 }], queryFn: () => Promise.resolve(++answers) }
  const observer = new QueryObserver(client, { ...one, enabled: false, select: (data: number) => ({ data }) })
  const leave = observer.subscribe(see('one'))
  await settle()
  observer.setOptions({ ...one, select: (data: number) => ({ data }) })
  await settle()
  client.setQueryData(one.queryKey, 10)
  await settle()
  await client.invalidateQueries({ queryKey: ['one'] })
  await settle()
  seen.push(client.getQueriesData({ queryKey: ['one'] }))

  for (const state of ['hidden', 'visible']) {
    turn(state)
    await settle()
    seen.push([state, answers])
  }

  let release = () => {}
  const slow = new QueryObserver<number>(client, {
    ...always,
    queryKey: ['slow'],
    queryFn: ({ signal }) =>
      new Promise((resolve, reject) => {
        release = () => resolve(++answers)
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  })
  const leaveSlow = slow.subscribe(see('slow'))
  release()
  await settle()
  void client.invalidateQueries({ queryKey: ['slow'] })
  await settle()
  const reading = client.getQueryCache().findAll({ fetchStatus: 'fetching' })
  await Promise.all(reading.map(query => query.cancel({ revert: true })))
  await settle()
  seen.push(slow.getCurrentResult().data, slow.getCurrentResult().fetchStatus)
  void slow.refetch()
  leaveSlow()
  await settle()

  const failing = new QueryObserver(client, {
    ...always,
    queryKey: ['no'],
    queryFn: () => Promise.reject(new Error('no')),
  })
  const leaveFailing = failing.subscribe(see('no'))
  await settle()

  const pages = new InfiniteQueryObserver(client, {
    ...always,
    queryKey: ['pages'],
    queryFn: ({ pageParam }) => Promise.resolve({ page: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last: { page: number }) => (last.page < 2 ? last.page + 1 : null),
  })
  const leavePages = pages.subscribe(see('pages'))
  await settle()
  await pages.fetchNextPage()
  await pages.fetchNextPage()
  await client.invalidateQueries({ queryKey: ['pages'], exact: true })
  await settle()

  for (const fails of [false, true]) {
    const mutation = new MutationObserver(client, {
      ...always,
      mutationFn: (value: number) => (fails ? Promise.reject(new Error('refused')) : Promise.resolve(value * 2)),
      onMutate: value => void seen.push(['mutate', value]),
      onSuccess: (value, given) => void seen.push(['success', value, given]),
      onSettled: (value, error) => void seen.push(['settled', value, String(error)]),
    })
    const leaveMutation = mutation.subscribe(see('mutation'))
    await mutation.mutate(21).catch((error: unknown) => seen.push(String(error)))
    await settle()
    leaveMutation()
  }

  client.removeQueries({ queryKey: ['pages'] })
  for (const end of [leave, leaveFailing, leavePages]) end()
  client.unmount()
  client.clear()
  seen.push(client.getQueryCache().getAll().length, answers)
  return seen
}

describe('what the embed takes of query-core', () => {
  let whole: string
  let shaken: string
  beforeAll(async () => {
    vi.stubGlobal('window', page)
    vi.stubGlobal('document', page)
    whole = await bundle(used, [])
    shaken = await bundle(used, [shakeQueryCore()])
    return () => vi.unstubAllGlobals()
  })

  it('is a good deal smaller', () => {
    expect(shaken.length).toBeLessThan(0.85 * whole.length)
  })

  it('does for a chat what all of it does', async () => {
    const seen = await live(await load(shaken))
    expect(seen.length).toBeGreaterThan(30)
    expect(seen).toContainEqual(['hidden', 2])
    expect(seen).toContainEqual(['visible', 3])
    expect(seen).toEqual(await live(await load(whole)))
  })

  it('stops the build where a name is used after all', async () => {
    const code = `${used}; export const read = client => client.prefetchQuery({ queryKey: [], placeholderData: 1 })`
    await expect(bundle(code, [shakeQueryCore()])).rejects.toThrow('prefetchQuery')
  })
})
