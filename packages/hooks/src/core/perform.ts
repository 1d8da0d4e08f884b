import type { Ask, Routes } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'
import { askWith, requestJson, requestStream, understood, type Exchange, type RequestSettings } from './request.ts'

export type JsonRoutes = {
  [Name in keyof Routes as Routes[Name] extends { read: unknown } ? Name : never]: Routes[Name]
}
export type StreamName = Exclude<keyof Routes, keyof JsonRoutes>
export type RequestOf<Name extends keyof Routes> = Parameters<Routes[Name]['call']>[0]
export type ValueOf<Name extends keyof JsonRoutes> = Awaited<ReturnType<JsonRoutes[Name]['read']>>

/** One JSON operation over the backend's route for it; throws a ChatError. */
export async function perform<Name extends keyof JsonRoutes>(
  core: ClientCore,
  name: Name,
  request: RequestOf<Name>,
  settings: RequestSettings,
): Promise<ValueOf<Name>> {
  const route = routeOf(core, name, request) as unknown as {
    call(request: unknown, ask: Ask): ReturnType<Routes[Name]['call']>
    read(answer: unknown, request: unknown, ask: Ask): unknown
  }
  const ask = askWith(core, settings)
  const value = understood(core.backend.endpoint, async () =>
    route.read(await requestJson(core, await route.call(request, ask), settings), request, ask),
  )
  return value as Promise<ValueOf<Name>>
}

/** Opens a reply stream by the backend's route for it, with the id that the client gave a new conversation. */
export async function openStream<Name extends StreamName>(
  core: ClientCore,
  name: Name,
  request: RequestOf<Name>,
  settings: RequestSettings,
): Promise<(Exchange & { conversationId: string | undefined }) | null> {
  const route = routeOf(core, name, request)
  return understood(core.backend.endpoint, async () => {
    const { conversationId, ...call } = await route.call(request as never, askWith(core, settings))
    const exchange = await requestStream(core, call, settings)
    return exchange && { ...exchange, conversationId }
  })
}

/** The backend's route for what is asked; throws `unsupported` where it has none. */
function routeOf<Name extends keyof Routes>(core: ClientCore, name: Name, request: unknown): Routes[Name] {
  const route = core.wire.routes[name]
  const isReplacing = (request as { replaces?: string } | undefined)?.replaces !== undefined
  if (!route || (isReplacing && !core.backend.capabilities.has('replace')))
    throw new ChatError('unsupported', `The ${core.backend.name} backend has no ${name}.`)
  return route
}
