export interface Node {
  type: string
  start: number
  end: number
  [member: string]: unknown
}

export interface Edit {
  start: number
  end: number
  text: string
}

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** The name of an identifier, with `#` if it is private; of any other node, an empty one. */
export const nameOf = (key: unknown) =>
  !isNode(key) || !key.type.endsWith('Identifier')
    ? ''
    : `${key.type === 'Identifier' ? '' : '#'}${String(key['name'])}`

/** The code with edits that do not overlap, in the order of their places. */
export const applyEdits = (code: string, edits: readonly Edit[]): string =>
  edits.reduceRight((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code)
