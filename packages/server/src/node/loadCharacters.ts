import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { CharacterConfig } from '../responders/Responder.ts'
import { SettingError } from './SettingError.ts'

const text = v.pipe(v.string(), v.minLength(1))
const charactersFile = v.pipe(
  v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
      name: text,
      description: v.optional(v.string(), ''),
      greeting: v.exactOptional(text),
      avatarUrl: v.exactOptional(text),
      instructions: v.exactOptional(text),
    }),
  ),
  v.minLength(1),
  v.check(list => new Set(list.map(({ id }) => id)).size === list.length, 'two characters have the same id'),
)

/** The characters of a JSON file: a list of `{ id, name, description?, greeting?, avatarUrl?, instructions? }`. */
export function loadCharacters(path: string): CharacterConfig[] {
  const fail = (problem: string) =>
    new SettingError(`PARLEY_CHARACTERS "${path}" ${problem}; it holds a JSON list of { id, name, description }`)
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read')
  }
  const result = v.safeParse(charactersFile, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const at = issue.path?.map(item => String(item.key)).join('.') ?? ''
  throw fail(`is wrong at "${at}" (${issue.message})`)
}
