/** `prefix` and 128 random bits in base64url. */
export function randomId(prefix: string, bytes = 16): string {
  return prefix + base64url(crypto.getRandomValues(new Uint8Array(bytes)))
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
