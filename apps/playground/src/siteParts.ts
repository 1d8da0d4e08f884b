import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const folder = new URL('../parts/', import.meta.url)

/** What all pages have in common: `<!-- part: header -->` is `parts/header.html`. */
export function siteParts(): Plugin {
  return {
    name: 'site-parts',
    transformIndexHtml: {
      order: 'pre',
      handler: html =>
        html.replaceAll(/<!-- part: ([a-z]+) -->/g, (_, name: string) =>
          readFileSync(new URL(`${name}.html`, folder), 'utf8'),
        ),
    },
  }
}
