import { transform } from 'lightningcss'
import type { Plugin } from 'vite'

const template = /css`([^`$]*)`/g

/** Minifies the style sheets that stand as css`…` in our modules; they hold no interpolation. */
export const minifyStyles = (): Plugin => ({
  name: 'parley-minify-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/packages/widget/src/') || !code.includes('css`')) return null
    return { code: code.replace(template, (_, style: string) => JSON.stringify(minify(style, id))), map: null }
  },
})

function minify(style: string, id: string): string {
  const { code } = transform({ filename: id, code: Buffer.from(style), minify: true })
  return code.toString()
}
