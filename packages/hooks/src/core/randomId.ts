/**
 * 128 random bits as text. Not `crypto.randomUUID`, which is for secure contexts only: a page of an intranet, or of a
 * developer's computer as a phone sees it, comes over plain http.
 */
export const randomId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')
