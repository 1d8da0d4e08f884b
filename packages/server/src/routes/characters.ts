import { charactersGet, charactersList } from '../operations/characters.ts'
import { json, sessionRoute, type Route } from './Route.ts'

export const charactersRoutes: Route[] = [
  sessionRoute(['GET', '/v1/characters', 'characters.list'], async ({ context }) =>
    json({ characters: charactersList(context) }),
  ),
  sessionRoute(['GET', '/v1/characters/{characterId}', 'characters.get'], async ({ context, params }) =>
    json(charactersGet(context, params['characterId']!)),
  ),
]
