import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import type { ChatSession, SessionWish } from '../core/session.ts'
import { raceSignal } from '../core/wait.ts'
import { attempt } from './operation.ts'

/** Mints a session with the client's session source; with `adopt` the client uses it from now on. */
export const chatSessionsCreate = (
  client: ChatClient,
  request: SessionWish & { adopt?: boolean },
  options?: RequestOptions,
): Promise<Result<ChatSession>> =>
  attempt(async () => {
    const { sessions } = client as ClientCore
    const { adopt, ...body } = request
    const session = await raceSignal(sessions.create(body, options), options?.signal)
    if (adopt) sessions.adopt(session)
    return session
  })
