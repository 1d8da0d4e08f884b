/** What the loader says in English only: the words of other languages may be what cannot be loaded. */
export const launcherWords = {
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
}
