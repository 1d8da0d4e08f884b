const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>()

/**
 * Gives a shadow root its styles as constructed style sheets, which a content security policy without any style
 * source allows. One sheet per document and text is shared by all roots.
 */
export function adoptStyles(root: ShadowRoot, styles: readonly string[]): void {
  // Old engines and jsdom have no constructed style sheets; there the chat works unstyled.
  if (!('adoptedStyleSheets' in root) || typeof CSSStyleSheet !== 'function') return
  const known = sheets.get(root.ownerDocument) ?? new Map<string, CSSStyleSheet>()
  sheets.set(root.ownerDocument, known)
  const sheetsOfRoot = styles.map(text => {
    // Of the window that the chat is drawn into, which may be another than that of the script.
    const sheet = known.get(text) ?? new (root.ownerDocument.defaultView ?? globalThis).CSSStyleSheet()
    if (!known.has(text)) sheet.replaceSync(text)
    known.set(text, sheet)
    return sheet
  })
  // Setting the list costs a new calculation of all styles.
  if (sheetsOfRoot.every(sheet => root.adoptedStyleSheets.includes(sheet))) return
  const others = root.adoptedStyleSheets.filter(sheet => !sheetsOfRoot.includes(sheet))
  root.adoptedStyleSheets = [...others, ...sheetsOfRoot]
}

/** The same for a part whose code, and so its styles, came later than the chat. Call it before the part is painted. */
export function adoptStylesFor(element: Element | null, ...styles: string[]): void {
  const root = element?.getRootNode()
  if (root && 'host' in root) adoptStyles(root as ShadowRoot, styles)
}
