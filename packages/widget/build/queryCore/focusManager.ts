// Instead of query-core's own, which can be told what focus is.
export const focusManager = {
  subscribe(tell: (isFocused: boolean) => void): () => void {
    const onChange = () => tell(document.visibilityState !== 'hidden')
    document.addEventListener('visibilitychange', onChange)
    return () => document.removeEventListener('visibilitychange', onChange)
  },
}
