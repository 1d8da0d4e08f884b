// What every command needs first: dependencies as the lock file says, packages built. Nothing but Node and npm is assumed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const PNPM = 'pnpm@12.21.0'
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'

/** Runs a command to its end; rejects when it fails. `quiet` shows its output only then. */
export function run(command, args, { quiet = false, env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout?.on('data', chunk => (output += chunk))
    child.stderr?.on('data', chunk => (output += chunk))
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) return resolve(output)
      if (quiet) process.stderr.write(output)
      reject(new Error(`${[command, ...args].join(' ')} ended with code ${code}`))
    })
  })
}

export const pnpm = (args, options) => run(npx, ['--yes', PNPM, ...args], options)

/** Installs what the lock file says, unless that is what is there. */
export async function installDependencies() {
  const lock = createHash('sha256')
    .update(await readFile(`${root}/pnpm-lock.yaml`))
    .digest('hex')
  const stamp = `${root}/node_modules/.parley-lock`
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return
  await pnpm(['install', '--frozen-lockfile'], { quiet: true, env: { CI: 'true' } })
  await mkdir(`${root}/node_modules`, { recursive: true })
  await writeFile(stamp, lock)
}

/** Builds every package, and puts the embed files where the server serves them from. */
export async function buildPackages() {
  // tsc leaves what it wrote for files that are gone.
  for (const name of ['protocol', 'server', 'hooks', 'widget'])
    await rm(`${root}/packages/${name}/dist`, { recursive: true, force: true })
  await pnpm(['-r', '--workspace-concurrency=1', 'run', 'build'], { quiet: true })
  await cp(`${root}/packages/widget/dist/embed`, `${root}/packages/server/dist/embed`, { recursive: true })
}
