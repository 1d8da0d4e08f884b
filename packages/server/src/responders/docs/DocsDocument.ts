/** A Markdown document that answers are taken from. */
export interface DocsDocument {
  /** Names it, such as `guide/embedding.md`. */
  path: string
  /** Its Markdown. */
  text: string
  /** Where it can be read. */
  url?: string
}
