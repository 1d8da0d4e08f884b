import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocsDocument } from '../responders/docs/DocsDocument.ts'
import { documentUrl } from '../responders/docs/docsSections.ts'

/** The `*.md` files of a folder and its folders, in the order of their paths. */
export async function loadDocuments(folder: string, { baseUrl }: { baseUrl?: string } = {}): Promise<DocsDocument[]> {
  const names = (await readdir(folder, { recursive: true }))
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.md') && !/(^|\/)(\.|node_modules\/)/.test(name))
    .sort()
  return Promise.all(
    names.map(async path => ({
      path,
      text: await readFile(join(folder, path), 'utf8'),
      ...(baseUrl !== undefined && { url: documentUrl(baseUrl, path) }),
    })),
  )
}
