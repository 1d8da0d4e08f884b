import { visitorsErase } from '../operations/visitorsErase.ts'
import { readJson } from './http/readJson.ts'
import { validate } from './http/validate.ts'
import { noContent, secretRoute, type Route } from './Route.ts'
import { userNamed } from './schemas.ts'

export const visitorsRoutes: Route[] = [
  secretRoute(['POST', '/v1/visitors/erase', 'visitors.erase'], async ({ context, request }) => {
    await visitorsErase(context, validate(userNamed, await readJson(request)).userIdentifier)
    return noContent()
  }),
]
