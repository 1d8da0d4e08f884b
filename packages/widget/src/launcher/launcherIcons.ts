/** Paths of the launcher's two icons, filled, on a grid of 24: open and close. */
export const launcherIcons = [
  'M12 3C6.6 3 2.5 6.7 2.5 11.4c0 2.5 1.2 4.7 3.1 6.2-.1 1-.5 2.1-1.3 3-.3.3-.1.9.4.9 2 0 3.6-.7 4.7-1.5.8.2 1.7.3 2.6.3 5.4 0 9.5-3.9 9.5-8.9S17.4 3 12 3z',
  'M5.3 8.3a1.2 1.2 0 0 1 1.7 0l5 5 5-5a1.2 1.2 0 1 1 1.7 1.7l-5.85 5.85a1.2 1.2 0 0 1-1.7 0L5.3 10a1.2 1.2 0 0 1 0-1.7z',
] as const
