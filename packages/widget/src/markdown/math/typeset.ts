import temml from 'temml'

/** A node of a typeset formula: only what MathML Core has, and nothing that could load, link, name or run. */
export interface MathElement {
  name: string
  attributes: Readonly<Record<string, string>>
  style: Readonly<Record<string, string>>
  children: readonly MathNode[]
}
export type MathNode = MathElement | string

/** What the library gives; it has no types of its own for it. */
interface Drawn {
  type?: string
  text?: string
  attributes?: Record<string, unknown>
  style?: Record<string, unknown>
  classes?: string[]
  children?: Drawn[]
}

const names = new Set(
  'math,mrow,mi,mn,mo,mtext,mspace,msup,msub,msubsup,mfrac,msqrt,mroot,mover,munder,munderover,mtable,mtr,mtd,mpadded,mphantom,mstyle,mmultiscripts,mprescripts,menclose'.split(','),
) // prettier-ignore
const words = new Set(
  'display,displaystyle,scriptlevel,stretchy,fence,form,separator,symmetric,largeop,accent,accentunder,movablelimits,mathvariant'.split(','),
) // prettier-ignore
const lengths = new Set('width,height,depth,voffset,lspace,rspace,linethickness,minsize,maxsize'.split(','))
const paddings = new Set('padding,paddingLeft,paddingRight,paddingTop,paddingBottom'.split(','))
const borders = new Set('border,borderTop,borderBottom,borderLeft,borderRight'.split(','))
const classes = new Set(
  'tml-jot,tml-small,tml-left,tml-right,tml-cancel,upstrike,downstrike,sout,tml-xcancel,tml-fbox,tml-overline,tml-underline'.split(','),
) // prettier-ignore

/** Null when it is no formula that can be typeset, or one that costs too much. */
export function typeset(source: string, display: boolean): MathNode | null {
  try {
    // oxlint-disable-next-line no-underscore-dangle -- its call for other outputs than markup
    const tree = temml.__renderToMathMLTree(source, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: 200,
      maxSize: [8, 100],
      // Its own for each formula: a macro of one message does not change another.
      macros: {},
      wrap: display ? 'none' : 'tex',
    }) as Drawn
    return convert(tree, 0)
  } catch {
    return null
  }
}

function convert(drawn: Drawn, depth: number): MathNode {
  if (depth > 60) throw new RangeError('The formula is too deep.')
  if (typeof drawn.text === 'string') return drawn.text
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(drawn.attributes ?? {})) {
    if (words.has(name) && /^[a-z\d -]{1,20}$/.test(String(value))) attributes[name] = String(value)
    if (lengths.has(name) && isShort(String(value))) attributes[name] = String(value)
  }
  const style: Record<string, string> = {}
  for (const [name, value] of Object.entries(drawn.style ?? {})) {
    if (paddings.has(name) && String(value).split(' ').every(isShort)) style[name] = String(value)
    if (borders.has(name) && /^0\.\d{1,3}em (?:solid|dashed)$/.test(String(value))) style[name] = String(value)
  }
  const known = drawn.classes?.filter(name => classes.has(name)).join(' ')
  if (known) attributes.class = known
  const name = drawn.type && names.has(drawn.type) ? drawn.type : 'mrow'
  return { name, attributes, style, children: drawn.children?.map(child => convert(child, depth + 1)) ?? [] }
}

/** A length that leaves neither the line nor the message. */
function isShort(length: string): boolean {
  const match = /^([+-]?\d*\.?\d+)(em|ex|pt|px|%)?$/.exec(length)
  if (!match) return false
  const limit = match[2] === 'pt' || match[2] === 'px' || match[2] === '%' ? 100 : 8
  return Math.abs(Number(match[1])) <= limit
}
