/** Names after a fence whose code can be coloured. Here, and not with the grammars: an unknown one fetches nothing. */
const names =
  'js,javascript,mjs,cjs,jsx,ts,typescript,mts,tsx,json,json5,jsonc,html,xml,svg,vue,svelte,css,scss,less,py,python,rb,ruby,' +
  'sh,bash,shell,zsh,console,sql,yaml,yml,toml,ini,env,properties,go,golang,rs,rust,java,kt,kotlin,swift,c,h,cpp,c++,hpp,' +
  'cs,csharp,c#,php,dart,scala,lua,r,diff,patch,docker,dockerfile,graphql,gql,powershell,ps1'

const known = new Set(names.split(','))

/** Longer code is shown as it is: colouring costs a node for each token. */
const longest = 12_000

export const isHighlightable = (text: string, language: string): boolean =>
  text.length <= longest && known.has(language.toLowerCase())
