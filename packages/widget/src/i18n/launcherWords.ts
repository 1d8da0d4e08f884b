/** The only words that the loader needs, apart from the others so that it stays small. */
export const launcherWords = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
}
