import type { Plugin } from 'vite'

/**
 * Some browsers keep a failed import for good, so each further try of a chunk needs an address of its own. And where the
 * chat itself came at a second try, the chunks must import that one: at its first address it would be another instance.
 */
export function retryImports(): Plugin {
  return {
    name: 'parley-retry-imports',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = rewrite(chunk.code)
      },
    },
  }
}

const STATIC = /import\{([^}]*)\}from["'`](\.[^"'`]+)["'`];?/g
const DYNAMIC = /\bimport\((["'`]\.[^"'`]+["'`])\)/g

/** The query of the chunk's own address: `try` says which chat it belongs to, `again` how often it failed. */
const QUERY = 'const $query=new URL(import.meta.url).search,$chat=$query.replace(/[?&]again=\\d+/,"");'

const IMPORT =
  'const $failed={},$import=path=>{let again=$failed[path];' +
  'return import(path+$chat+(again?($chat?"&":"?")+"again="+again:""))' +
  '.catch(error=>{$failed[path]=(again||0)+1;throw error})};'

export function rewrite(code: string): string {
  const names = (list: string) => list.replaceAll(/([\w$]+) as ([\w$]+)/g, '$1:$2')
  const rewritten = code
    .replaceAll(STATIC, (_, list: string, path: string) => {
      const query = /\/chat-[^/]*$/.test(path) ? '$chat' : '$query'
      return `const{${names(list)}}=await import("${path}"+${query});`
    })
    .replaceAll(DYNAMIC, '$$import($1)')
  if (rewritten === code) return code
  return QUERY + (rewritten.includes('$import(') ? IMPORT : '') + rewritten
}
