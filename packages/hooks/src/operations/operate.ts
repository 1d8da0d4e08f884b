import type { Ask, Capability, Routes } from '../core/Backend.ts'
import { ChatError, toChatError } from '../core/ChatError.ts'
import { coreOf, type ChatClient, type ClientCore } from '../core/createChatClient.ts'
import { askWith, requestJson } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'

/** An operation is a function of the client; it never throws, it answers a Result. */
export async function attempt<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() }
  } catch (thrown) {
    return { ok: false, error: toChatError(thrown) }
  }
}

type JsonRoutes = {
  [Name in keyof Routes as Routes[Name] extends { read: unknown } ? Name : never]: Routes[Name]
}
type RequestOf<Name extends keyof Routes> = Parameters<Routes[Name]['call']>[0]
type ValueOf<Name extends keyof JsonRoutes> = Awaited<ReturnType<JsonRoutes[Name]['read']>>

export interface OperationSettings {
  needs?: Capability
  /** Safe to repeat: reads and idempotent writes. A write that is not, only with its idempotency key. */
  repeatable: boolean
}

/** One JSON operation over the backend's route for it. */
export function operate<Name extends keyof JsonRoutes>(
  client: ChatClient,
  name: Name,
  request: RequestOf<Name>,
  options: RequestOptions | undefined,
  settings: OperationSettings,
): Promise<Result<ValueOf<Name>>> {
  return attempt(async () => {
    const core = coreOf(client)
    const route = routeOf(core, name, settings.needs) as unknown as {
      call(request: unknown, ask: Ask): ReturnType<Routes[Name]['call']>
      read(answer: unknown, request: unknown, ask: Ask): unknown
    }
    const ask = askWith(core, options)
    const call = await route.call(request, ask)
    const answer = await requestJson(core, call, { ...options, repeatable: settings.repeatable })
    try {
      return await route.read(answer, request, ask)
    } catch (cause) {
      if (cause instanceof ChatError) throw cause
      throw new ChatError('invalid_response', `${core.backend.endpoint} answered ${name} in another shape.`, {
        cause,
      })
    }
  }) as Promise<Result<ValueOf<Name>>>
}

export function routeOf<Name extends keyof Routes>(core: ClientCore, name: Name, needs?: Capability): Routes[Name] {
  const route = core.wire.routes[name]
  if (!route || (needs && !core.backend.capabilities.has(needs)))
    throw new ChatError('unsupported', `The ${core.backend.name} backend has no ${name}.`)
  return route
}
