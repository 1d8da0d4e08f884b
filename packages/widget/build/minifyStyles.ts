import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transform } from 'lightningcss'
import type { Plugin } from 'vite'

const template = /css`([^`$]*)`/g
const property = /--py-[\w-]+/g

/** Our inner custom properties, in an order that does not depend on what is built first. */
const properties = propertiesIn(fileURLToPath(new URL('../src/', import.meta.url)))

/**
 * Minifies the style sheets that stand as css`…` in our modules; they hold no interpolation. Custom properties that only
 * they know get short names, there and where code sets them.
 */
export const minifyStyles = (): Plugin => ({
  name: 'parley-minify-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/packages/widget/src/')) return null
    const minified = code.replace(template, (_, style: string) => JSON.stringify(minify(style, id)))
    const short = minified.replace(property, name => `--p${properties.indexOf(name).toString(36)}`)
    return short === code ? null : { code: short, map: null }
  },
})

function minify(style: string, id: string): string {
  const { code } = transform({ filename: id, code: Buffer.from(style), minify: true })
  return code.toString()
}

function propertiesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file))
  return [...new Set(files.flatMap(file => readFileSync(folder + file, 'utf8').match(property) ?? []))].sort()
}
