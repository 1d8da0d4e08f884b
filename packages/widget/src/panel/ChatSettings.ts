/** What a site owner configures about the chat itself. What the server's operator set fills the gaps. */
export interface ChatSettings {
  /** Name of the panel. */
  title?: string
  /** Shown before the first message. */
  greeting?: string
  placeholder?: string
  /** Questions offered before the first message. */
  suggestions?: readonly string[]
  /** Origins whose images may load, added to those of the server's configuration. */
  imageOrigins?: readonly string[]
  /** The character that new conversations begin with. */
  characterId?: string
  /** `false` hides the list of earlier conversations. */
  history?: boolean
}

/** What happens in the chat, for the host's own use: analytics, a page title, a tour. */
export interface ChatEvents {
  onSend?: (event: { text: string; conversationId: string | null }) => void
  onReply?: (event: { conversationId: string; messageId: string; text: string }) => void
  onError?: (event: { code: string; message: string }) => void
  onSessionExpired?: () => void
  /** A link or a source was followed. */
  onLinkClick?: (event: { url: string }) => void
}
