import type { ChatSession, ChatSessionCreate } from '@parley/protocol'
import type { SessionToken, VisitorToken } from '../storage/Storage.ts'
import { ChatProblem } from './ChatProblem.ts'
import { parseEmbedOrigin } from './embedOrigin.ts'
import { mintCounts, rateLimited } from './Limits.ts'
import { randomId } from './randomId.ts'
import type { ServerContext } from './ServerContext.ts'
import { sha256 } from './sha256.ts'
import { anonymousVisitorId, visitorIdOfUser } from './visitorId.ts'

const VISITOR_TOKEN_MS = 30 * 24 * 3_600_000

/**
 * Who mints: a backend with its secret key, a page with the publishable key and its own origin, or (in a dialect whose
 * clients have no key) whoever asks. The last gets no visitor token: its protocol has no place for one.
 */
export type Minter =
  { keyId: string; secret: true } | { keyId: string; secret: false; origin: string | undefined; keyless?: true }

interface MintRequest {
  address: string | undefined
  /** The request, as `authorizeMint` gets it. */
  asked: () => Request
}

export async function chatSessionsCreate(
  context: ServerContext,
  minter: Minter & MintRequest,
  input: ChatSessionCreate,
): Promise<ChatSession> {
  if (input.userIdentifier !== undefined && input.visitorToken !== undefined) {
    const message = 'Give userIdentifier or visitorToken, not both: identities are not merged.'
    throw new ChatProblem('validation_failed', message, { errors: [{ path: 'visitorToken', message }] })
  }
  if (!minter.secret && input.userIdentifier !== undefined)
    throw new ChatProblem(
      'forbidden',
      'A publishable key mints anonymous sessions only. Use the secret key in a backend.',
    )
  const embedOrigin = readEmbedOrigin(input.embedOrigin)
  const isKeyless = !minter.secret && minter.keyless === true
  if (!minter.secret && !(isKeyless && minter.origin === undefined))
    checkPageOrigin(context, embedOrigin, minter.origin)
  const limited = await context.limits?.take(mintCounts(minter.address, input.userIdentifier))
  if (limited) throw rateLimited(limited)
  if (!minter.secret && context.authorizeMint && !(await context.authorizeMint(minter.asked())))
    throw new ChatProblem('forbidden', 'This page was not let in: its challenge was not passed.')

  const now = context.now()
  const { keyId } = minter
  const { expiresAfter = 900 } = input
  const clientToken = randomId('cst_', 32)
  const base = { keyId, embedOrigin, expiresAt: now + expiresAfter * 1000 }
  const visitor =
    input.userIdentifier === undefined
      ? await anonymousVisitor(context, { keyId, embedOrigin, visitorToken: input.visitorToken, now })
      : { visitorId: await visitorIdOfUser(input.userIdentifier), userIdentifier: input.userIdentifier }
  const session: SessionToken = {
    ...base,
    kind: 'session',
    id: randomId('cs_'),
    hash: await sha256(clientToken),
    visitorId: visitor.visitorId,
    ...('row' in visitor && !isKeyless && { visitorTokenHash: visitor.row.hash }),
    ...('userIdentifier' in visitor && { userIdentifier: visitor.userIdentifier }),
  }
  await context.storage.putTokens('row' in visitor && !isKeyless ? [visitor.row, session] : [session], now)

  return {
    id: session.id,
    clientToken,
    visitorId: session.visitorId,
    embedOrigin,
    ...(session.userIdentifier !== undefined && { userIdentifier: session.userIdentifier }),
    status: 'active',
    expiresAfter,
    expiresAt: new Date(session.expiresAt).toISOString(),
    ...('row' in visitor && !isKeyless && { visitorToken: visitor.visitorToken }),
  }
}

function readEmbedOrigin(text: string | null): string | null {
  if (text === null) return null
  const origin = parseEmbedOrigin(text)
  if (origin) return origin
  throw new ChatProblem(
    'invalid_embed_origin',
    'embedOrigin must be the origin of the page, such as https://www.example.com: scheme, host and port only, ' +
      'https unless the host is this computer.',
  )
}

function checkPageOrigin({ allowedOrigins }: ServerContext, embedOrigin: string | null, origin: string | undefined) {
  if (origin === undefined)
    throw new ChatProblem('origin_missing', 'A publishable key is used from a browser page only.')
  if (embedOrigin === origin && allowedOrigins.includes(origin)) return
  throw new ChatProblem('origin_mismatch', describeMismatch(allowedOrigins.entries, embedOrigin, origin))
}

/** Names the page, what is allowed, and the fix: the one who reads this is setting the widget up. */
export function describeMismatch(allowed: readonly string[], embedOrigin: string | null, origin: string): string {
  if (embedOrigin !== origin && allowed.includes(origin))
    return `The page runs on ${quote(origin)}, but embedOrigin is ${quote(embedOrigin ?? 'null')}. They must be equal.`
  const list = allowed.slice(0, 3).join(', ') + (allowed.length > 3 ? ` and ${allowed.length - 3} more` : '')
  return (
    `The page runs on ${quote(origin)}, which is not an allowed origin (${list || 'none is set'}). ` +
    `Add it to PARLEY_ALLOWED_ORIGINS, or open the page on an allowed origin.`
  )
}

/** Header values are the caller's: shortened and shown as they are, in JSON only. */
const quote = (origin: string): string => (origin.length > 200 ? `${origin.slice(0, 200)}…` : origin)

interface Anonymous {
  keyId: string
  embedOrigin: string | null
  visitorToken: string | undefined
  now: number
}

/** The visitor of a token that is good here, its life extended; a new visitor for anything else. */
async function anonymousVisitor(context: ServerContext, { keyId, embedOrigin, visitorToken, now }: Anonymous) {
  const hash = visitorToken && (await sha256(visitorToken))
  const found = hash ? await context.storage.findToken(hash) : undefined
  const known =
    found?.kind === 'visitor' && found.expiresAt > now && found.keyId === keyId && found.embedOrigin === embedOrigin
  const token = known ? visitorToken! : randomId('vt_', 32)
  const row: VisitorToken = {
    kind: 'visitor',
    hash: known ? found.hash : await sha256(token),
    visitorId: known ? found.visitorId : anonymousVisitorId(),
    keyId,
    embedOrigin,
    expiresAt: now + VISITOR_TOKEN_MS,
  }
  return { visitorId: row.visitorId, visitorToken: token, row }
}
