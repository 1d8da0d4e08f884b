import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomId } from '../operations/randomId.ts'
import { readManifest } from './embedManifest.ts'

/**
 * Copies the embed files to `<archive>/<version>/`, where a newer server finds them for pages that name this version,
 * or that were open during the upgrade. Does nothing where they are already. Several processes may do it at once.
 */
export async function keepEmbedFiles(folder: string, archive: string): Promise<void> {
  const manifest = await readManifest(folder)
  if (manifest?.version === undefined) return
  const kept = join(archive, manifest.version)
  if ((await readManifest(kept))?.text === manifest.text) return
  await mkdir(archive, { recursive: true })
  const made = join(archive, randomId('.making-'))
  try {
    await cp(folder, made, { recursive: true })
    // Another build of the same version, as developers have.
    await rm(kept, { recursive: true, force: true })
    await rename(made, kept)
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    // Another process was first.
    if ((await readManifest(kept))?.text !== manifest.text) throw error
  }
}
