import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A version that is the name of a folder: nothing that could leave the archive. */
export const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/

/** The manifest of a build, with the version that its files have; undefined where there is none. */
export async function readManifest(folder: string): Promise<{ text: string; version: string | undefined } | undefined> {
  try {
    const text = await readFile(join(folder, 'manifest.json'), 'utf8')
    const { version } = JSON.parse(text) as { version?: unknown }
    return { text, version: typeof version === 'string' && VERSION.test(version) ? version : undefined }
  } catch {
    return undefined
  }
}
