import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Writes dist/embed/manifest.json, for the server and for pages that pin the loader, and prints sizes. Beside each file
 * comes what a server sends to browsers that take it compressed: `.br` (RFC 7932) and `.gz` (RFC 1952).
 */
export const writeManifest = (version: string): Plugin => ({
  name: 'parley-write-manifest',
  writeBundle({ dir }) {
    const folder = dir!
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.js'))
      .sort()
    const files = Object.fromEntries(names.map(name => [name, finish(join(folder, name))]))
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

function finish(path: string) {
  const content = readFileSync(path)
  const brotli = brotliCompressSync(content)
  writeFileSync(`${path}.br`, brotli)
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  return {
    bytes: content.length,
    brotli: brotli.length,
    integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
  }
}
