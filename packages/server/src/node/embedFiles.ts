import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomId } from '../operations/randomId.ts'
import type { ServerObserver } from '../operations/ServerObserver.ts'
import { readManifest, VERSION } from './embedManifest.ts'

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2',
}

/** The build has put these beside the files that they shorten, best first (RFC 9110, content codings). */
const codings = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
]

const common = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

/** A file's name, or its folder and name: nothing that could leave the folder. */
const NAME = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/

/** Where the build of this package has them. */
export const ownEmbedFiles = fileURLToPath(new URL('../embed/', import.meta.url))

export type EmbedFiles = (request: Request) => Promise<Response | undefined>

/**
 * Serves the widget's files, those of this package unless `folder` has others: `/embed/<version>/…` for a year,
 * `/embed/…` for five minutes with an ETag. The version is the one in `manifest.json`. A file with a `.br` or `.gz`
 * beside it is sent compressed to who takes that. Undefined for requests elsewhere. The observer is told of each as of
 * any other request. `archive` has the files of other versions, each in a folder of its name.
 */
export function embedFiles(
  folder: string = ownEmbedFiles,
  observer: ServerObserver = {},
  archive?: string,
): EmbedFiles {
  const read = readEmbedFile(folder, archive)
  return async request => {
    const begunAt = performance.now()
    const response = await read(request)
    if (!response || request.method === 'OPTIONS') return response
    const requestId = randomId('req_')
    response.headers.set('x-request-id', requestId)
    const durationMs = performance.now() - begunAt
    // Anybody can ask for any name, so that names would be endless in the metrics.
    observer.request?.({
      requestId,
      method: request.method,
      route: '/embed/{file}',
      status: response.status,
      durationMs,
    })
    return response
  }
}

function readEmbedFile(folder: string, archive: string | undefined): EmbedFiles {
  return async request => {
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith('/embed/')) return undefined
    if (request.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { ...common, 'access-control-allow-methods': 'GET, HEAD' } })
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return text(405, 'Embed files are read with GET.', { allow: 'GET, HEAD' })

    const version = (await readManifest(folder))?.version
    const path = pathname.slice('/embed/'.length)
    const [asked = ''] = path.split('/', 1)
    const isOwn = asked === version
    const isKept = !isOwn && archive !== undefined && VERSION.test(asked)
    const isVersioned = isOwn || isKept
    const name = isVersioned ? path.slice(asked.length + 1) : path
    const place = isKept ? join(archive, asked) : folder
    const file = NAME.test(name) && (await readBest(join(place, name), request.headers.get('accept-encoding')))
    if (!file)
      return text(
        404,
        version === undefined
          ? `There are no embed files in ${folder}: run the build, or set PARLEY_EMBED.`
          : `There is no such embed file. This server has version ${version}.`,
      )
    const { bytes, coding } = file
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    const headers = {
      ...common,
      etag,
      vary: 'accept-encoding',
      'cache-control': isVersioned ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    }
    if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
      headers: {
        ...headers,
        'content-type': types[name.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream',
        'content-length': String(bytes.length),
        ...(coding && { 'content-encoding': coding }),
      },
    })
  }
}

async function readBest(path: string, acceptEncoding: string | null) {
  for (const { coding, suffix } of codings) {
    if (!accepts(acceptEncoding, coding)) continue
    const bytes = await readFile(path + suffix).catch(() => undefined)
    if (bytes) return { bytes, coding }
  }
  const bytes = await readFile(path).catch(() => undefined)
  return bytes && { bytes, coding: undefined }
}

/** Named and not refused by `q=0`. A `*` is not taken up: who wants it shorter says how. */
const accepts = (acceptEncoding: string | null, coding: string): boolean =>
  acceptEncoding?.split(',').some(item => {
    const [name, ...parameters] = item.split(';').map(part => part.trim().toLowerCase())
    return name === coding && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
  }) ?? false

const matches = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch?.split(',').some(item => item.trim().replace(/^W\//, '') === etag || item.trim() === '*') ?? false

const text = (status: number, body: string, headers: Record<string, string> = {}): Response =>
  new Response(`${body}\n`, {
    status,
    headers: { ...common, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })
