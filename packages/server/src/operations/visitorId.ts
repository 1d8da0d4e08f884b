import { randomId } from './randomId.ts'
import { sha256 } from './sha256.ts'

/** The same for the same `userIdentifier`, on every server, without telling it. */
export const visitorIdOfUser = async (userIdentifier: string): Promise<string> =>
  `v_${(await sha256(`parley:visitor:user:${userIdentifier}`)).slice(0, 22)}`

export const anonymousVisitorId = (): string => randomId('v_')

/** Whose conversations those are that a backend holds with the secret key itself, in the dialects that allow it. */
export const serviceVisitorId = async (): Promise<string> =>
  `v_${(await sha256('parley:visitor:service')).slice(0, 22)}`
