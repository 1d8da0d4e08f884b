import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../storage/makeFolder.ts'
import { SettingError } from './SettingError.ts'
import type { Settings } from './settings.ts'

/** Throws where `PARLEY_EMBED` has no script for pages, or `PARLEY_EMBED_ARCHIVE` cannot be written to. */
export function checkEmbed({ embed, embedArchive }: Pick<Settings, 'embed' | 'embedArchive'>): void {
  if (embed !== undefined && !existsSync(join(embed, 'parley.js')))
    throw new SettingError(`PARLEY_EMBED "${embed}" has no parley.js; name the folder of a build, or leave it out`)
  if (embedArchive === undefined) return
  try {
    makeFolder(embedArchive, 0o777)
    // Rights alone do not tell: the file system may be for reading only.
    rmdirSync(mkdtempSync(join(embedArchive, '.making-')))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // It is the right place, and what is kept there is served.
    if (code === 'ENOSPC' || code === 'EDQUOT') return
    throw new SettingError(
      `PARLEY_EMBED_ARCHIVE "${embedArchive}" cannot be written to (${message}); name a folder and give the right to write there`,
    )
  }
}
