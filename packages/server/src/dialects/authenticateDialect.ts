import { ChatProblem } from '../operations/ChatProblem.ts'
import { chatSessionsCreate } from '../operations/chatSessionsCreate.ts'
import type { Sender } from '../operations/Limits.ts'
import { serviceVisitorId } from '../operations/visitorId.ts'
import { originOf, requireMinter, requireSecretKey, requireSession } from '../routes/authenticate.ts'
import { clientAddress } from '../routes/http/clientAddress.ts'
import { senderOf, type Call } from '../routes/Route.ts'
import type { SessionToken } from '../storage/Storage.ts'
import type { Access } from './Dialect.ts'
import type { DialectCall } from './dialectOperations.ts'

/** The one session whose life is longer than an hour: its protocol cannot renew it. */
const KEYLESS_SECONDS = 24 * 3600

export interface Caller {
  sender: Sender
  /** None for the secret key. */
  session?: SessionToken
  /** The session was made for this request, which may carry one that has ended. */
  isNew?: boolean
}

/** Who calls a dialect's route. */
export async function authenticateDialect(call: Call, access: Access): Promise<Caller> {
  const address = clientAddress(call.request, call.connection, call.context.trustProxy)
  const asVisitor = async (): Promise<Caller> => {
    const session = await requireSession(call)
    return { session, sender: senderOf(call, session) }
  }
  const asService = async (): Promise<Caller> => {
    requireSecretKey(call)
    return { sender: { visitorId: await serviceVisitorId(), isAnonymous: false, isService: true } }
  }
  if (access === 'visitor') return asVisitor()
  if (access === 'secret') return asService()
  if (access === 'service') return call.credential?.startsWith('sk_') ? asService() : asVisitor()
  return asVisitor().catch(async (error: unknown) => {
    if (!(error instanceof ChatProblem) || error.status !== 401) throw error
    const origin = originOf(call)
    const minter = {
      keyId: 'keyless',
      secret: false,
      keyless: true,
      origin,
      address,
      asked: () => call.request.clone(),
    } as const
    const minted = await chatSessionsCreate(call.context, minter, {
      embedOrigin: origin ?? null,
      expiresAfter: KEYLESS_SECONDS,
    })
    call.answerHeaders['x-session-token'] = minted.clientToken
    const session = await requireSession({ ...call, credential: minted.clientToken })
    return { session, sender: senderOf(call, session), isNew: true }
  })
}

/** Mints with the caller's secret key. */
export const mintWith =
  (call: Call, asked: () => Request): DialectCall['mint'] =>
  async input => {
    const address = clientAddress(call.request, call.connection, call.context.trustProxy)
    return chatSessionsCreate(call.context, { ...(await requireMinter(call)), address, asked }, input)
  }
