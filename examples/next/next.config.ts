import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

const config: NextConfig = {
  // Its database driver is a native module, and stays one.
  serverExternalPackages: ['@parley/server', 'libsql'],
  // The example shares `chatServer.ts` with the others, above this folder.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
}

export default config
