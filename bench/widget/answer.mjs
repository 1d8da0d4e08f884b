// The synthetic answer of the benchmarks: seeded Markdown with everything that answers have, cut into tokens.
const words =
  'the a chat server keeps every message and each reply is stored before it is shown so that nothing gets lost when a connection breaks or a visitor comes back later to read what was said in the conversation with its token session origin request stream event cursor widget panel script page browser storage answer question model time rate limit error retry key value name list table code block link text word line'.split(
    ' ',
  )

/** About `tokens` tokens of Markdown, the same for the same seed: headings, lists, a table, a quote, four code blocks, links. */
export function makeAnswer({ seed = 7, tokens = 2000 } = {}) {
  const random = seeded(seed)
  const pick = list => list[Math.floor(random() * list.length)]
  const phrase = count => Array.from({ length: count }, () => pick(words)).join(' ')
  const sentence = () => {
    const text = phrase(8 + Math.floor(random() * 10))
    const mark = pick(['', '', ` **${phrase(2)}**`, ` \`${pick(words)}_id\``, ` [${phrase(2)}](https://docs.example.com/${pick(words)})`, ` *${pick(words)}*`]) // prettier-ignore
    return `${text[0].toUpperCase()}${text.slice(1)}${mark}.`
  }
  const paragraph = () => Array.from({ length: 3 + Math.floor(random() * 3) }, sentence).join(' ')
  const list = bullet =>
    Array.from({ length: 5 }, (_, index) => `${bullet === '1.' ? `${index + 1}.` : bullet} ${sentence()}`).join('\n')
  const table = () =>
    ['| name | value | what it does |', '| --- | ---: | :-- |', ...Array.from({ length: 6 }, () => `| \`${pick(words)}\` | ${Math.floor(random() * 900)} | ${phrase(5)} |`)].join('\n') // prettier-ignore
  const code = language => {
    const lines = Array.from({ length: 10 }, (_, index) =>
      index % 4 === 3 ? `  return ${pick(words)}(${index})` : `  const ${pick(words)}${index} = await ${pick(words)}.${pick(words)}('${phrase(2)}')`,
    ) // prettier-ignore
    return `\`\`\`${language}\nfunction ${pick(words)}() {\n${lines.join('\n')}\n}\n\`\`\``
  }
  const shapes = [
    () => `## ${phrase(4)}`,
    paragraph,
    () => list('-'),
    () => code('ts'),
    paragraph,
    () => `### ${phrase(3)}`,
    () => list('1.'),
    table,
    paragraph,
    () => code('js'),
    () => `> ${sentence()} ${sentence()}`,
    paragraph,
    () => code('json'),
    () => list('-'),
    paragraph,
    () => code('sh'),
  ]
  const blocks = []
  let count = 0
  for (let index = 0; count < tokens - 4; index++) {
    // After one round only text: the table, the quote and the four code blocks are there.
    const block = (index < shapes.length ? shapes[index] : paragraph)()
    const size = tokensOf(`${block}\n\n`).length
    if (count + size > tokens && count > tokens * 0.9) break
    blocks.push(block)
    count += size
  }
  return `${blocks.join('\n\n')}\n\n${END}`
}

/** The last word of an answer. */
export const END = 'Finis.'

/** Pieces of some four characters, as a model's tokens are. */
export const tokensOf = text => text.match(/\s?[\p{L}\d]{1,6}|\s+|[^\s\p{L}\d]+/gu) ?? []

function seeded(seed) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
