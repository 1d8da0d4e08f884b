import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomId } from '../operations/randomId.ts'

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
