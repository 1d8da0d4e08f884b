import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const outfile = fileURLToPath(new URL('../../node_modules/.parley-test/dist/cli.js', import.meta.url))
const { dependencies: ownDependencies } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { dependencies: object }
const dependencies = Object.keys(ownDependencies)
let built: Promise<unknown> | undefined

/**
 * The command, made from source, since Node 20 does not run TypeScript. Put in place whole: several files of tests make it
 * at once, and each starts it at any moment.
 */
const buildCli = () =>
  (built ??= build({
    entryPoints: [fileURLToPath(new URL('../cli.ts', import.meta.url))],
    outfile: `${outfile}.${process.pid}`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: dependencies.filter(name => name !== '@parley/protocol'),
    conditions: ['parley-source'],
    logLevel: 'silent',
  }).then(() => renameSync(`${outfile}.${process.pid}`, outfile)))

const folders: string[] = []

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'))
  folders.push(folder)
  return folder
}

export const removeFolders = (): void => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true }))

export interface Cli {
  process: ChildProcess
  /** What it has printed so far. */
  stdout: () => string
  /** The address, once it listens. */
  url: Promise<string>
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Starts the command on a free port, in a folder of its own unless one is given. */
export async function startCli(
  settings: Record<string, string> = {},
  args: string[] = [],
  cwd = newFolder(),
  /** A file that it prints to instead; then nothing is known of what it prints. */
  output?: number,
): Promise<Cli> {
  await buildCli()
  const child = spawn(process.execPath, [outfile, ...args], {
    cwd,
    // These cores are shared with other tests: that is no overload of this one.
    env: {
      PATH: process.env['PATH'],
      PARLEY_PORT: '0',
      PARLEY_RESPONDER: 'echo',
      PARLEY_OVERLOAD_MS: '0',
      ...settings,
    },
    stdio: ['pipe', output ?? 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const url = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      const found = /listening on (\S+)/.exec(stdout)
      if (found) resolve(found[1]!)
    })
    child.on('close', () => reject(new Error(`ended: ${stdout}${stderr}`)))
  })
  url.catch(() => {})
  const ended = new Promise<Awaited<Cli['ended']>>(resolve =>
    child.on('close', code => resolve({ code, stdout, stderr })),
  )
  return { process: child, stdout: () => stdout, url, ended }
}
