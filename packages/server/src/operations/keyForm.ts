type Prefix = 'sk_' | 'pk_'

export const isKey = (prefix: Prefix, key: string): boolean => key.startsWith(prefix) && /^[\w-]{12,256}$/.test(key)

/** What `isKey` asks for, in words. */
export const keyForm = (prefix: Prefix): string => `"${prefix}" and at least 9 letters, digits, "-" or "_"`
