import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownFile } from './ownFile.ts'

test('a file has one owner at a time, and a new one as soon as it was let go of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-owner-'))
  const path = join(folder, 'parley.db')
  const first = await ownFile(path)
  await expect(ownFile(path)).rejects.toThrow('another server is using it')
  first()
  first()
  for (let count = 0; count < 10; count++) (await ownFile(path))()
  rmSync(folder, { recursive: true })
}, 30_000)
