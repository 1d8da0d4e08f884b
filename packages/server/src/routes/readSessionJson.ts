import { requireSession } from './authenticate.ts'
import { readJson } from './http/readJson.ts'
import type { Call } from './Route.ts'

/** The JSON body of a session's request. It may take its time: a session that ended meanwhile is refused. */
export async function readSessionJson(call: Call): Promise<unknown> {
  const body = await readJson(call.request)
  await requireSession(call)
  return body
}
