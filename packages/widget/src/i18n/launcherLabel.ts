/**
 * "Open chat" by language, each behind its tag: what the launcher is called before the chat is here, which brings all
 * other words. Machine translations, the same as in the catalogues; a test compares them.
 */
const labels =
  "arفتح الدردشة|deChat öffnen|esAbrir chat|frOuvrir le chat|heפתיחת הצ'אט|itApri chat|jaチャットを開く|ko채팅 열기|nlChat openen|plOtwórz czat|ptAbrir chat|trSohbeti aç|zh打开聊天".split(
    '|',
  )

/** The closed launcher's name in a language (BCP 47), English where there is none, or where it is no text. */
export const launcherLabel = (locale: unknown): string =>
  labels.find(label => label.slice(0, 2) === String(locale).slice(0, 2).toLowerCase())?.slice(2) ?? 'Open chat'
