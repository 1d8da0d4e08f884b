// `npm run soak`: the server is killed a hundred times under twenty clients, and nothing acknowledged may be lost.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'packages/server/src/node/crash.test.ts'],
  { cwd: root, stdio: 'inherit', env: { PARLEY_KILLS: '100', ...process.env } },
)
process.exit(status ?? 1)
