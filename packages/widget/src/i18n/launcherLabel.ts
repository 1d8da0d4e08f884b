/**
 * "Open chat" by language: what the launcher is called before the chat is here, which brings all other words. Machine
 * translations, the same as in the catalogues; a test compares them.
 */
const labels: Record<string, string> = {
  ar: 'فتح الدردشة',
  de: 'Chat öffnen',
  es: 'Abrir chat',
  fr: 'Ouvrir le chat',
  he: "פתיחת הצ'אט",
  it: 'Apri chat',
  ja: 'チャットを開く',
  ko: '채팅 열기',
  nl: 'Chat openen',
  pl: 'Otwórz czat',
  pt: 'Abrir chat',
  tr: 'Sohbeti aç',
  zh: '打开聊天',
}

/** The closed launcher's name in a language (BCP 47), English where there is none. */
export const launcherLabel = (locale: string): string => labels[locale.slice(0, 2).toLowerCase()] ?? 'Open chat'
