/** Paths of the launcher's two icons, filled, on a grid of 24. The loader has the first, the chat brings the other. */
export const openIcon = 'M5.3 17.8a9.5 8.65 0 1 1 4.1 2.2 8 8 0 0 1-4.7 1.5c-.5 0-.7-.6-.4-.9.7-.8 1-1.8 1-2.8'
export const closeIcon =
  'M5.3 8.3a1.2 1.2 0 0 1 1.7 0l5 5 5-5a1.2 1.2 0 1 1 1.7 1.7l-5.85 5.85a1.2 1.2 0 0 1-1.7 0L5.3 10a1.2 1.2 0 0 1 0-1.7z'
