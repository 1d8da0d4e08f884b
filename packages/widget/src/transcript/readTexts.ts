/** The texts of a list that the host gave; anything else is passed over, as the embed does. */
export const readTexts = (list: unknown): readonly string[] | undefined =>
  Array.isArray(list) ? list.filter(text => typeof text === 'string') : undefined
