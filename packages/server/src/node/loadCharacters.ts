import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { CharacterConfig } from '../responders/Responder.ts'
import { SettingError } from './SettingError.ts'

const text = v.pipe(v.string(), v.minLength(1))
/** Pages make an image of it. */
const imageUrl = v.pipe(
  v.string(),
  v.check(
    url => (/^https?:\/\//i.test(url) && URL.canParse(url)) || /^\/(?![/\\])/.test(url),
    'write an https: or http: URL, or a path that begins with "/"',
  ),
)
const charactersFile = v.pipe(
  v.array(
    v.strictObject(
      {
        id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
        name: text,
        description: v.optional(v.string(), ''),
        greeting: v.exactOptional(text),
        avatarUrl: v.exactOptional(imageUrl),
        instructions: v.exactOptional(text),
      },
      issue => (issue.expected === 'never' ? 'there is no such field' : issue.message),
    ),
    issue => (issue.path ? issue.message : 'it must be a list'),
  ),
  v.minLength(1, 'it must have a character'),
  v.check(list => new Set(list.map(({ id }) => id)).size === list.length, 'two characters have the same id'),
)

/** The characters of a JSON file: a list of `{ id, name, description?, greeting?, avatarUrl?, instructions? }`. */
export function loadCharacters(path: string): CharacterConfig[] {
  const fail = (problem: string) =>
    new SettingError(
      `PARLEY_CHARACTERS "${path}" ${problem}; it holds a JSON list of { id, name, description?, greeting?, avatarUrl?, instructions? }`,
    )
  let value: unknown
  try {
    // Editors on Windows put a mark before it.
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw fail(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read')
  }
  const result = v.safeParse(charactersFile, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const at = issue.path?.map(item => String(item.key)).join('.')
  throw fail(`is wrong${at === undefined ? '' : ` at "${at}"`} (${issue.message})`)
}
