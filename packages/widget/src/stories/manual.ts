import type { DocsDocument } from '@parley/server'

const pages = import.meta.glob<string>('../../../../docs/*.md', { eager: true, query: '?raw', import: 'default' })

/** Parley's own manual, for the docs responder of the stories. */
export const manual: DocsDocument[] = Object.entries(pages).map(([path, text]) => ({
  path: path.split('/').at(-1)!,
  text,
}))
