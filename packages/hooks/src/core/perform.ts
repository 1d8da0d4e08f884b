import type { Ask, Capability, Routes } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'
import { askWith, requestJson, type RequestSettings } from './request.ts'

export type JsonRoutes = {
  [Name in keyof Routes as Routes[Name] extends { read: unknown } ? Name : never]: Routes[Name]
}
export type RequestOf<Name extends keyof Routes> = Parameters<Routes[Name]['call']>[0]
export type ValueOf<Name extends keyof JsonRoutes> = Awaited<ReturnType<JsonRoutes[Name]['read']>>

/** One JSON operation over the backend's route for it; throws a ChatError. */
export async function perform<Name extends keyof JsonRoutes>(
  core: ClientCore,
  name: Name,
  request: RequestOf<Name>,
  settings: RequestSettings,
  needs?: Capability,
): Promise<ValueOf<Name>> {
  const route = routeOf(core, name, needs) as unknown as {
    call(request: unknown, ask: Ask): ReturnType<Routes[Name]['call']>
    read(answer: unknown, request: unknown, ask: Ask): ValueOf<Name> | Promise<ValueOf<Name>>
  }
  const ask = askWith(core, settings)
  const answer = await requestJson(core, await route.call(request, ask), settings)
  try {
    return await route.read(answer, request, ask)
  } catch (cause) {
    if (cause instanceof ChatError) throw cause
    throw new ChatError('invalid_response', `${core.backend.endpoint} answered ${name} in another shape.`, { cause })
  }
}

export function routeOf<Name extends keyof Routes>(core: ClientCore, name: Name, needs?: Capability): Routes[Name] {
  const route = core.wire.routes[name]
  if (!route || (needs && !core.backend.capabilities.has(needs)))
    throw new ChatError('unsupported', `The ${core.backend.name} backend has no ${name}.`)
  return route
}
