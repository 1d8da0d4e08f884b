import { base64url } from './randomId.ts'

/** SHA-256 of the UTF-8 text, in base64url. Tokens are stored in this form only. */
export async function sha256(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
