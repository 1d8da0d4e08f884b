// What reaches a browser, in bytes, and the design's target for it.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const KIB = 1024
const root = fileURLToPath(new URL('..', import.meta.url))
const embed = `${root}packages/widget/dist/embed/`

const furtherBackends = ['aiSdk', 'inkeep', 'gram', 'gramSession', 'datamonkey', 'aurora']

const brotli = bytes => brotliCompressSync(bytes).length
const gzip = bytes => gzipSync(bytes, { level: 9 }).length

/** Rows of name, bytes and target, from what `npm run build` has made. */
export const measureSizes = async () => [...(await embedRows()), ...(await hookRows())]

async function embedRows() {
  const files = (await readdir(embed)).filter(file => file.endsWith('.js'))
  const size = async file => brotli(await readFile(embed + file))
  const manifest = JSON.parse(await readFile(`${embed}manifest.json`, 'utf8'))
  const loader = await size('parley.js')
  const opened = await sum(imports(files, 'chat-'), size)
  const markdown = await sum(imports(files, 'messages-'), size)
  const later = (await readdir(`${embed}chunks`)).filter(file => file.endsWith('.js'))
  const chunk = prefix =>
    sum(
      later.filter(file => file.startsWith(prefix)).map(file => `chunks/${file}`),
      size,
    )
  if (!manifest.version || opened === 0) throw new Error('packages/widget/dist/embed is not built: run npm run build')
  return [
    { name: 'embed: closed launcher (brotli)', bytes: loader, target: 3 * KIB, slack: 1 },
    { name: 'embed: opened chat (brotli)', bytes: loader + opened, target: 40 * KIB, slack: 1 },
    {
      name: 'embed: with the first Markdown answer (brotli)',
      bytes: loader + opened + markdown,
      target: 60 * KIB,
      slack: 1,
    },
    // Fetched by the first message that has some.
    { name: 'embed: colours for code (brotli)', bytes: await chunk('HighlightedCode-'), target: 6 * KIB, slack: 1 },
    { name: 'embed: formulas (brotli)', bytes: await chunk('TypesetFormula-'), target: 40 * KIB, slack: 1 },
  ]
}

/** Files by the name of their chunk; chunks that both share count once, with the chat. */
function imports(files, prefix) {
  const own = files.filter(file => file.startsWith(prefix))
  const shared = files.filter(
    file => !file.startsWith('chat-') && !file.startsWith('messages-') && !file.startsWith('parley'),
  )
  return prefix === 'chat-' ? [...own, ...shared] : own
}

async function sum(files, size) {
  return (await Promise.all(files.map(size))).reduce((total, bytes) => total + bytes, 0)
}

/** What an app that uses TanStack Query has without the hooks. */
const reactQuery = [
  'QueryClient',
  'infiniteQueryOptions',
  'queryOptions',
  'skipToken',
  'useInfiniteQuery',
  'useMutation',
  'useQuery',
  'useSuspenseInfiniteQuery',
  'useSuspenseQuery',
]

async function hookRows() {
  const names = Object.keys(await import('../packages/hooks/dist/index.js'))
  const client = ['createChatClient', 'parley', 'publishableKey']
  const floor = await bundle([])
  const clientOnly = await bundle(client)
  const everything = await bundle(names.filter(name => !furtherBackends.includes(name)))
  const continuing = await bundle([...client, 'ChatProvider', 'useContinueChat'])
  return [
    { name: 'hooks: everything over react-query (gzip)', bytes: everything - floor, target: 12_000, slack: 12.75 / 12 },
    // What the hook and its provider add to a client with its backend, which a page without React has too.
    { name: 'hooks: useContinueChat over the client (gzip)', bytes: continuing - clientOnly, target: 7_000, slack: 1 },
    ...(await Promise.all(
      furtherBackends.map(async backend => ({
        name: `hooks: the ${backend} backend (gzip)`,
        bytes: (await bundle([...client, backend])) - clientOnly,
        target: 1_500,
        slack: 1,
      })),
    )),
  ]
}

/** Gzip of an app that uses react-query and these of our exports, React external, as its bundler would make it. */
async function bundle(names) {
  const code = `
    import { ${reactQuery.join()} } from '@tanstack/react-query'
    import { ${names.join()} } from '@parley/hooks'
    globalThis.used = [${[...reactQuery, ...names].join()}]
  `
  const folder = `${root}packages/widget/node_modules/.cache/`
  const input = `${folder}size-${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`
  await mkdir(folder, { recursive: true })
  await writeFile(input, code)
  const result = await build({
    root: `${root}packages/widget`,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input, external: ['react', 'react/jsx-runtime'], output: { format: 'es' } },
    },
  })
  const { output } = [result].flat()[0]
  return gzip(Buffer.from(output.map(chunk => chunk.code ?? '').join('')))
}
