const allowed = /^(?:https?:\/\/[^/\\]|mailto:[^\s/]|tel:[+\d])/i

/**
 * The address of a link, or null when it must not be one. Only absolute http, https, mailto and tel: anything that
 * a URL parser would repair (control characters, spaces, a missing scheme) is refused, not repaired.
 */
export function safeUrl(href: string): string | null {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(href)) return null
  // A URL parser would take a backslash for a slash.
  const text = href.replaceAll('\\', '%5C')
  if (!allowed.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.username || url.password) return null
  return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : null
}

/** The address of an image when its origin is on the list, else null. */
export function safeImageUrl(href: string, origins: readonly string[]): string | null {
  const url = Array.isArray(origins) && safeUrl(href)
  return url && origins.includes(new URL(url).origin) ? url : null
}
