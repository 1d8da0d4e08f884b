import type { Character } from '@parley/protocol'
import type { CharacterConfig } from '../responders/Responder.ts'
import { notFound } from './ChatProblem.ts'
import type { ServerContext } from './ServerContext.ts'

function asCharacter(config: CharacterConfig): Character {
  const { instructions: _, ...character } = config
  return character
}

export const charactersList = ({ characters }: ServerContext): Character[] => characters.map(asCharacter)

export function charactersGet({ characters }: ServerContext, characterId: string): Character {
  const found = characters.find(character => character.id === characterId)
  if (!found) throw notFound('character')
  return asCharacter(found)
}
