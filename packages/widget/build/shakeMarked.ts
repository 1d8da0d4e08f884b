import type { Plugin } from 'vite'

/**
 * Leaves only marked's lexer: its module makes a parser and a renderer when it is loaded, 3 kB of brotli that nothing here
 * uses and no bundler dares to drop. Marked is pinned; another shape of its file stops the build.
 */
export const shakeMarked = (): Plugin => ({
  name: 'parley-shake-marked',
  transform(code, id) {
    if (!id.endsWith('marked.esm.js')) return null
    const singleton = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse\(/.exec(code)
    const lexer = /export\{[^}]*?(\w+) as Lexer\b/.exec(code)
    if (!singleton || !lexer) throw new Error('marked.esm.js has another shape: see build/shakeMarked.ts.')
    return { code: `${code.slice(0, singleton.index)}export{${lexer[1]} as Lexer};`, map: null }
  },
})
