import { describeMismatch, type Minter } from '../operations/chatSessionsCreate.ts'
import { ChatProblem, sessionProblem } from '../operations/ChatProblem.ts'
import { sha256 } from '../operations/sha256.ts'
import { sessionEnd, type SessionToken } from '../storage/Storage.ts'
import type { Call } from './Route.ts'

type AuthCall = Pick<Call, 'context' | 'request' | 'connection'> & Partial<Pick<Call, 'credential' | 'credentialName'>>

export const bearerOf = (headers: Headers): string | undefined =>
  /^Bearer ([\w-]{1,512})$/i.exec(headers.get('authorization') ?? '')?.[1]

const tokenOf = ({ request, credential }: AuthCall): string | undefined => credential ?? bearerOf(request.headers)

/** Several `Origin` headers arrive joined by a comma, and so are equal to no origin. */
export const originOf = ({ request, connection }: AuthCall): string | undefined =>
  connection.origin ?? request.headers.get('origin') ?? undefined

const fetchSite = (request: Request): string | null => request.headers.get('sec-fetch-site')

const unauthorized = ({ credentialName = 'Authorization: Bearer …' }: AuthCall) =>
  sessionProblem('unauthorized', `Send a valid token as "${credentialName}".`)

/** A secret key in a browser has leaked: refused on every route, whatever it is for. */
export function refuseSecretKeyInBrowser(call: AuthCall): void {
  if (originOf(call) === undefined && fetchSite(call.request) === null) return
  // In whichever header: dialects have their own.
  const values = [...call.request.headers.values()]
  if (!values.some(value => /^(?:Bearer\s+)?sk_[\w-]*$/i.test(value))) return
  throw new ChatProblem(
    'secret_key_in_browser',
    'This secret key was used from a browser, where everybody can read it. Replace it, and use it in a backend only.',
  )
}

export function requireSecretKey(call: AuthCall): string {
  const { context } = call
  const token = tokenOf(call)
  if (token !== undefined && isOneOf(context.secretKeys, token)) return token
  throw otherCredential(call, 'sk_', 'the secret key')
}

export async function requireMinter(call: AuthCall): Promise<Minter> {
  const { context } = call
  const token = tokenOf(call)
  if (token?.startsWith('pk_')) {
    if (!isOneOf(context.publishableKeys, token)) throw unknownPublishableKey()
    return { keyId: await keyId(token), secret: false, origin: originOf(call) }
  }
  return { keyId: await keyId(requireSecretKey(call)), secret: true }
}

/** A page with the publishable key, or any client token. */
export async function requireWidgetAccess(call: AuthCall): Promise<void> {
  const { context } = call
  const token = tokenOf(call)
  if (!token?.startsWith('pk_')) return void (await requireSession(call))
  if (!isOneOf(context.publishableKeys, token)) throw unknownPublishableKey()
  const origin = originOf(call)
  if (origin === undefined && isSameOriginRead(call) && context.allowedOrigins.includes(context.publicOrigin!)) return
  if (origin === undefined)
    throw new ChatProblem('origin_missing', 'A publishable key is used from a browser page only.')
  if (context.allowedOrigins.includes(origin)) return
  throw new ChatProblem('origin_mismatch', describeMismatch(context.allowedOrigins.entries, origin, origin))
}

export async function requireSession(call: AuthCall): Promise<SessionToken> {
  const session = await requireKnownSession(call)
  const end = sessionEnd(session, call.context.now())
  if (end) throw sessionProblem(end)
  checkOrigin(call, session.embedOrigin)
  return session
}

/** For what is the same when it comes twice: the session may have ended, also by this very request. */
export async function requireSessionThatWas(call: AuthCall): Promise<SessionToken> {
  const session = await requireKnownSession(call)
  checkOrigin(call, session.embedOrigin)
  return session
}

async function requireKnownSession(call: AuthCall): Promise<SessionToken> {
  const token = tokenOf(call)
  if (!token?.startsWith('cst_')) throw otherCredential(call, 'cst_', 'a client token')
  const session = await call.context.storage.findToken(await sha256(token))
  if (session?.kind !== 'session') throw unauthorized(call)
  return session
}

function checkOrigin(call: AuthCall, embedOrigin: string | null): void {
  const origin = originOf(call)
  if (embedOrigin === null) {
    if (origin === undefined && fetchSite(call.request) === null) return
    throw new ChatProblem('origin_mismatch', 'This session is for clients that are no browser (embedOrigin null).')
  }
  if (origin === embedOrigin) return
  if (origin !== undefined)
    throw new ChatProblem(
      'origin_mismatch',
      `The page runs on ${origin.slice(0, 200)}, but this session is for ${embedOrigin}. ` +
        'Create it with the origin of the page as embedOrigin.',
    )
  if (isSameOriginRead(call) && call.context.publicOrigin === embedOrigin) return
  throw new ChatProblem(
    'origin_missing',
    `This session is for pages on ${embedOrigin}, and the request has no Origin. ` +
      'Where the server has the same origin as the page, set PARLEY_PUBLIC_ORIGIN.',
  )
}

/** Browsers send no `Origin` with a GET to the page's own server. */
const isSameOriginRead = ({ context, request }: AuthCall): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  fetchSite(request) === 'same-origin' &&
  context.publicOrigin !== undefined

/** 401 asks a client to renew its token, so a credential of another kind is 403 instead. */
function otherCredential(call: AuthCall, wanted: string, name: string): ChatProblem {
  const token = tokenOf(call)
  if (token && /^(sk|pk|cst|vt)_/.test(token) && !token.startsWith(wanted))
    return new ChatProblem('forbidden', `This operation takes ${name}.`)
  if (token?.startsWith('sk_')) return sessionProblem('unauthorized', unknownKey('secret', 'PARLEY_SECRET_KEY'))
  return unauthorized(call)
}

const unknownKey = (kind: string, setting: string) =>
  `This server does not have this ${kind} key. Compare it with its ${setting}, or with its .parley/keys.json.`

/** Another token would not help: a key is what there is. */
const unknownPublishableKey = () => new ChatProblem('forbidden', unknownKey('publishable', 'PARLEY_PUBLISHABLE_KEY'))

const keyId = async (key: string): Promise<string> => (await sha256(`parley:key:${key}`)).slice(0, 16)

/** Compares every character of every key, so that the time tells nothing. */
const isOneOf = (keys: readonly string[], token: string): boolean => keys.map(key => isEqual(key, token)).includes(true)

function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < b.length; index++) difference |= a.charCodeAt(index % a.length) ^ b.charCodeAt(index)
  return difference === 0
}
