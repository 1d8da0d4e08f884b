const codes = new Set<string | undefined>(['origin_mismatch', 'origin_missing', 'invalid_embed_origin'])

/** The server names the origin as the reason, so that it cannot be that a conversation is somebody else's. */
export const namesOrigin = (code: string | undefined): boolean => codes.has(code)

/** The page itself is refused: trying again cannot help the visitor, and only the developer can. */
export const isOriginRefusal = (code: string | undefined): boolean => namesOrigin(code) || code === 'forbidden'
