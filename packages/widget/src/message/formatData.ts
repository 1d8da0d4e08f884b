/** Unknown data as text of at most 4,000 characters; never throws. */
export function formatData(data: unknown): string {
  try {
    const text = typeof data === 'string' ? data : (JSON.stringify(data, null, 2) ?? '')
    return text.length > 4_000 ? `${text.slice(0, 4_000)}…` : text
  } catch {
    return ''
  }
}
