import { pretendOnline } from './pretendOnline.ts'

/**
 * Has the browser say that it is offline, as soon as the chats of the page are in the state that their stories begin
 * with: a broken network alone is no such word. Returns how to end it.
 */
export function emulateOffline(): () => void {
  const timer = setInterval(() => {
    if (document.querySelector('[data-story=preparing]')) return
    clearInterval(timer)
    pretendOnline(false)
  }, 100)
  return () => {
    clearInterval(timer)
    pretendOnline(null)
  }
}
