// Instead of query-core's own: the embed is never drawn on a server.
export const isServer = (): boolean => false
