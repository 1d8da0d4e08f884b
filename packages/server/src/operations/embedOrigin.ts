const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The origin as `URL.origin`, or null when the text is not an origin that a widget may run on. */
export function parseEmbedOrigin(text: string): string | null {
  // The URL parser drops tabs, line breaks and outer spaces, and reads `\` as `/`: none of that is an origin.
  if (/[\s\\@*?#]|\p{Cc}/u.test(text) || text.length > 300) return null
  const match = /^https?:\/\/[^/]+\/?$/i.exec(text)
  if (!match) return null
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.username || url.password || url.pathname !== '/' || !url.hostname) return null
  if (url.hostname.endsWith('.') || url.hostname.includes('..')) return null
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return null
  return url.origin
}
