/**
 * Puts a text on the clipboard, while a press of the visitor is handled; answers whether it is there. `navigator.clipboard`
 * is for secure contexts and, in frames, for those that are given it: elsewhere the older command does it.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    let isCopied = false
    const handleCopy = (event: ClipboardEvent) => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      // Not the visitor's own copying, which pages may listen to.
      event.stopImmediatePropagation()
      isCopied = true
    }
    addEventListener('copy', handleCopy, true)
    // oxlint-disable-next-line typescript/no-deprecated -- nothing else copies on plain http
    const isDone = document.execCommand('copy')
    removeEventListener('copy', handleCopy, true)
    return isDone && isCopied
  }
}
