import type { Grammar, Rule } from './tokenizeCode.ts'

/*
 * Every rule takes what it has looked at, or looks at no more than a bounded stretch: an open string ends with its line, an
 * open comment with the text. So colouring is linear in the length of the code, whatever the code is.
 */
const number: Rule = ['number', String.raw`\b(?:0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)\w*`]
const double: Rule = ['string', String.raw`"(?:[^"\\\n]|\\[^])*"?`]
const single: Rule = ['string', String.raw`'(?:[^'\\\n]|\\[^])*'?`]
const character: Rule = ['string', String.raw`'(?:[^'\\\n]|\\[^'\n]{1,9})'`]
const backtick: Rule = ['string', '`(?:[^`\\\\]|\\\\[^])*`?']
const slashes: Rule = ['comment', String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$)`]
const hash: Rule = ['comment', String.raw`(?<![^\s;])#.*`]
const at: Rule = ['name', String.raw`@[A-Za-z_][\w.]*`]
const word: Rule = ['word', String.raw`[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*`]
const dashed: Rule = ['word', String.raw`[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*`]
const pattern: Rule = [
  'string',
  String.raw`(?<=(?:^|[=(:,;!&|?{}[\n]|=>|return) ?)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.){0,80}\]){1,160}\/[a-z]{0,8}`,
]
const triple: Rule = ['string', String.raw`[bfru]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$))`]
const variable: Rule = ['name', String.raw`\$(?:\{[^}\n]*\}?|[\w@#?!*-]+)`]

const words = (text: string) => new Set(text.split(' '))
const constants = 'true false null'
const control = 'if else for while do switch case default break continue return'
const classes = 'class extends new this super static public private protected abstract interface enum import package'
const errors = 'try catch finally throw'

const code = (keywords: string, ...rules: Rule[]): Grammar => ({
  rules: [slashes, ...rules, number, word],
  keywords: words(`${constants} ${control} ${keywords}`),
  types: true,
  calls: true,
})

const script = code(
  `${classes} ${errors} const let var function async await of in instanceof typeof void delete yield export from as undefined get set implements type namespace declare readonly keyof satisfies infer is asserts debugger`,
  double, single, backtick, pattern, at,
) // prettier-ignore
const c = code(
  `${classes} ${errors} auto bool char const constexpr delete double enum extern float goto inline int long namespace noexcept nullptr operator override register short signed sizeof struct template typedef typename union unsigned using virtual void volatile`,
  ['name', String.raw`(?<![^\n])[ \t]*#\w+`], double, character,
) // prettier-ignore
const java = code(
  `${classes} ${errors} boolean byte char double final float implements instanceof int long native short synchronized throws transient void volatile var record sealed permits yield val def object trait given match with override lazy implicit`,
  triple, double, character, at,
) // prettier-ignore
const json: Grammar = { rules: [slashes, double, number, word], keywords: words(constants), keys: ':' }
const markup: Grammar = {
  rules: [
    ['comment', String.raw`<!--[^]*?(?:-->|$)`],
    ['script', String.raw`(?<=<script(?:\s[^<>]*)?>)[^]+?(?=<\/script|$)`],
    ['style', String.raw`(?<=<style(?:\s[^<>]*)?>)[^]+?(?=<\/style|$)`],
    ['tag', String.raw`<[/?!]?[A-Za-z](?:"[^"<]*"|'[^'<]*'|[^<>"'])*>?`],
    ['number', String.raw`&#?\w{1,12};`],
  ],
  keywords: new Set(),
}
const tag: Grammar = {
  rules: [['keyword', String.raw`<[/?!]?[\w:.-]+|[/?]?>`], ['string', String.raw`"[^"]*"?|'[^']*'?`], ['name', String.raw`[@:#*A-Za-z_][\w:.-]*`]],
  keywords: new Set(),
} // prettier-ignore
const styles: Grammar = {
  rules: [
    ['comment', String.raw`\/\*[^]*?(?:\*\/|$)|(?<![^\s;{}])\/\/.*`], double, single, ['keyword', String.raw`@[\w-]+|![a-z]+`],
    ['name', String.raw`--[\w-]+|\$[\w-]+`], ['type', String.raw`[.#]-?[A-Za-z_][\w-]*`], ['number', String.raw`-?\b\d[\d.]*(?:%|\w*)`], ['word', String.raw`-?[A-Za-z_][\w-]*`],
  ],
  keywords: new Set(), keys: ':', calls: true,
} // prettier-ignore
const python: Grammar = {
  rules: [hash, triple, double, single, at, number, word],
  keywords: words('True False None and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return self try while with yield match case'),
  types: true, calls: true,
} // prettier-ignore
const ruby: Grammar = {
  rules: [hash, double, single, ['string', String.raw`(?<!:):[A-Za-z_]\w*`], ['name', String.raw`@{1,2}\w+`], number, word],
  keywords: words('alias and begin break case class def do else elsif end ensure false for if in module next nil not or raise redo require require_relative rescue retry return self super then true undef unless until when while yield attr_reader attr_accessor'),
  types: true, calls: true,
} // prettier-ignore
const shell: Grammar = {
  rules: [hash, ['string', String.raw`"(?:[^"\\]|\\[^])*"?|'[^']*'?`], variable, ['name', String.raw`(?<=(?:^|\n|[|;&(]) {0,2}(?:\$ )?)(?:sudo )?[\w./-]+`], ['number', String.raw`(?<=\s)--?[A-Za-z][\w-]*`], dashed],
  keywords: words('if then else elif fi for in do done while until case esac function return export local readonly set unset source exit'),
} // prettier-ignore
const sql: Grammar = {
  rules: [['comment', String.raw`--.*|\/\*[^]*?(?:\*\/|$)`], ['string', String.raw`'[^']*'?`], ['name', String.raw`"[^"\n]*"?`], number, word],
  keywords: words('add all alter and any as asc begin between by cascade case check column commit constraint create cross database default delete desc distinct drop else end exists explain false foreign from full group having if ilike in index inner insert into is join key left like limit not null offset on or order outer over partition primary references replace returning right rollback select set table then transaction trigger true truncate union unique update using values view when where with'),
  ignoreCase: true, calls: true,
} // prettier-ignore
const settings = (keys: Grammar['keys']): Grammar => ({
  rules: [['comment', String.raw`(?<![^\s])[#;].*`], triple, double, single, ['keyword', String.raw`(?<![^\n])\[{1,2}[^\]\n]*\]{1,2}|(?<![^\s])---(?!\S)`], variable, ['type', String.raw`(?<=\s)[&*!][\w-]+`], ['number', String.raw`\b\d[\d.:_-]*\w*`], dashed],
  keywords: words('true false null yes no on off'), keys,
}) // prettier-ignore
const lua: Grammar = {
  rules: [['comment', String.raw`--\[\[[^]*?(?:\]\]|$)|--.*`], ['string', String.raw`\[\[[^]*?(?:\]\]|$)`], double, single, number, word],
  keywords: words('and break do else elseif end false for function goto if in local nil not or repeat return then true until while'),
  calls: true,
} // prettier-ignore
const difference: Grammar = {
  rules: [['inserted', String.raw`(?<![^\n])\+.*`], ['deleted', String.raw`(?<![^\n])-.*`], ['comment', String.raw`(?<![^\n])(?:@@|diff |index ).*`]],
  keywords: new Set(),
} // prettier-ignore

/** Grammars by the names that stand after a fence, each list for one grammar. */
const byNames: Record<string, Grammar> = {
  'js,javascript,mjs,cjs,jsx,ts,typescript,mts,tsx,script': script,
  'json,json5,jsonc': json,
  'html,xml,svg,vue,svelte': markup,
  tag,
  'css,scss,less,style': styles,
  'py,python': python,
  'rb,ruby': ruby,
  'sh,bash,shell,zsh,console': shell,
  sql,
  'yaml,yml': settings(':'),
  'toml,ini,env,properties': settings('='),
  'go,golang': code('chan const defer fallthrough func go goto import interface map nil package range select struct type var string int bool error byte rune any make append len', double, character, backtick),
  'rs,rust': code('as async await const crate dyn enum extern fn impl in let loop match mod move mut pub ref self Self static struct super trait type unsafe use where', double, character, ['name', String.raw`#!?\[[^\]\n]*\]?`]),
  'java,scala': java,
  'kt,kotlin': code(`${classes} ${errors} fun val var when is in as object companion data sealed override open internal suspend lateinit by constructor init lazy typealias`, triple, double, character, at),
  swift: code(`${classes} ${errors} actor as async await defer deinit extension fileprivate func guard in init inout internal is let mutating nil open override protocol repeat self Self some struct throws typealias var weak where`, triple, double, at),
  'c,h,cpp,c++,hpp': c,
  'cs,csharp,c#': code(`${classes} ${errors} as async await base bool byte char const decimal delegate double event explicit extern float foreach get in int internal is lock long namespace object operator out override params readonly record ref sealed set short sizeof string struct throw uint using value var virtual void volatile where yield`, ['string', String.raw`[$@]{1,2}"[^"]*"?`], double, character),
  php: code(`${classes} ${errors} and array as const declare echo elseif endforeach endif endwhile final fn foreach function global implements include instanceof isset list match namespace or print readonly require require_once trait unset use var xor yield`, ['comment', String.raw`#(?!\[).*`], ['keyword', String.raw`<\?(?:php|=)?|\?>`], variable, double, single),
  dart: code(`${classes} ${errors} as assert async await const covariant dynamic export extension external factory final get hide implements in is late library mixin on operator part required rethrow set show sync typedef var void with yield int double bool`, triple, double, single, at),
  lua,
  r: { rules: [hash, double, single, number, dashed], keywords: words('if else for while repeat function return next break TRUE FALSE NULL NA in library'), calls: true },
  'diff,patch': difference,
  'docker,dockerfile': { rules: [hash, double, single, variable, dashed], keywords: words('FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL AS') },
  'graphql,gql': { rules: [hash, triple, double, ['name', String.raw`[$@][A-Za-z_]\w*`], number, word], keywords: words('query mutation subscription fragment on type input enum interface union scalar schema extend implements directive true false null'), types: true, keys: ':' },
  'powershell,ps1': { rules: [['comment', String.raw`<#[^]*?(?:#>|$)|(?<![^\s;])#.*`], ['string', String.raw`"[^"]*"?|'[^']*'?`], variable, ['number', String.raw`(?<=\s)-[A-Za-z]\w*`], dashed], keywords: words('if else elseif foreach for while switch function param return try catch finally throw begin process end in'), ignoreCase: true },
} // prettier-ignore

export const grammars = new Map(
  Object.entries(byNames).flatMap(([names, grammar]) => names.split(',').map(name => [name, grammar] as const)),
)
