const codes = new Set<string | undefined>(['origin_mismatch', 'origin_missing', 'invalid_embed_origin', 'forbidden'])

/** The page itself is refused: trying again cannot help the visitor, and only the developer can. */
export const isOriginRefusal = (code: string | undefined): boolean => codes.has(code)
