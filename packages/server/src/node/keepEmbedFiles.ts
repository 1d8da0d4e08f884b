import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomId } from '../operations/randomId.ts'
import { makeFolder } from '../storage/makeFolder.ts'
import { readManifest } from './embedManifest.ts'

/** To take the place of other files while other processes do the same. */
const MOST_ATTEMPTS = 5

/**
 * Copies the embed files to `<archive>/<version>/`, where a newer server finds them for pages that name this version,
 * or that were open during the upgrade. Does nothing where they are already. Several processes may do it at once.
 */
export async function keepEmbedFiles(folder: string, archive: string): Promise<void> {
  const manifest = await readManifest(folder)
  if (manifest?.version === undefined) return
  const kept = join(archive, manifest.version)
  const isKept = async () => (await readManifest(kept))?.text === manifest.text
  if (await isKept()) return
  makeFolder(archive, 0o777)
  const made = join(archive, randomId('.making-'))
  try {
    await cp(folder, made, { recursive: true })
    for (let attempt = 1; ; attempt++) {
      try {
        return await rename(made, kept)
      } catch (error) {
        if (await isKept()) return // another process was first
        if (attempt === MOST_ATTEMPTS) throw error
      }
      // Another build of the same version, as developers have. Moved, because what is half removed is in everybody's way.
      const replaced = join(archive, randomId('.replaced-'))
      await rename(kept, replaced).catch(() => {})
      await rm(replaced, { recursive: true, force: true })
    }
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}
