/** What the browser says of its connection, as it does in a tunnel: the property, and the event. Null is the truth. */
export function pretendOnline(online: boolean | null): void {
  if (online === null) Reflect.deleteProperty(navigator, 'onLine')
  else Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online })
  window.dispatchEvent(new Event(navigator.onLine ? 'online' : 'offline'))
}
