import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Writes dist/embed/manifest.json, for the server and for pages that pin the loader, and prints sizes. */
export const writeManifest = (version: string): Plugin => ({
  name: 'parley-write-manifest',
  writeBundle({ dir }) {
    const folder = dir!
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.js'))
      .sort()
    const files = Object.fromEntries(names.map(name => [name, describe(readFileSync(join(folder, name)))]))
    const { integrity } = files['parley.js'] ?? {}
    writeFileSync(
      join(folder, 'manifest.json'),
      `${JSON.stringify({ version, loader: 'parley.js', integrity, files }, null, 2)}\n`,
    )
    for (const [name, file] of Object.entries(files)) {
      console.log(`${name.padEnd(28)} ${(file.brotli / 1024).toFixed(2).padStart(7)} KiB brotli`)
    }
    console.log(`parley.js integrity="${integrity}"`)
  },
})

const describe = (content: Buffer) => ({
  bytes: content.length,
  brotli: brotliCompressSync(content).length,
  integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
})
