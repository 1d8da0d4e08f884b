import { minify, type MinifyOptions, type SourceMapOptions } from 'terser'
import type { Plugin } from 'vite'

const compress = {
  ecma: 2020,
  passes: 3,
  // Turned comparisons repeat worse.
  lhs_constants: false,
} as const

/**
 * Minifies the chunks once more, as the last plugin: 3 % beyond what the bundler does, because terser inlines across modules
 * and leaves no annotations.
 */
export const minifyAgain = (): Plugin => ({
  name: 'parley-minify-again',
  generateBundle: {
    order: 'post',
    async handler({ format }, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const sourceMap = chunk.map && ({ content: chunk.map as SourceMapOptions['content'], asObject: true } as const)
        const options: MinifyOptions = { ecma: 2020, module: format === 'es', toplevel: true, compress }
        const { code, map } = await minify(chunk.code, { ...options, ...(sourceMap && { sourceMap }) })
        chunk.code = code!
        if (map) Object.assign(chunk, { map })
      }
    },
  },
})
