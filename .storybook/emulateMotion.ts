const asked = 'prefers-reduced-motion'

/**
 * Makes the styles of the page believe in a preference for motion, which only the system can really say: every rule
 * that asks for it applies, or none does. Returns how to end it.
 */
export function emulateMotion(motion: string): () => void {
  if (motion === 'auto') return () => {}
  const changed = new Map<CSSMediaRule, string>()
  const apply = () => {
    for (const rule of mediaRules(document))
      if (rule.media.mediaText.includes(asked)) {
        changed.set(rule, rule.media.mediaText)
        rule.media.mediaText = motion === 'reduce' ? 'all' : 'not all'
      }
  }
  apply()
  // Chats come and go, and so do their style sheets.
  const timer = setInterval(apply, 300)
  return () => {
    clearInterval(timer)
    for (const [rule, mediaText] of changed) rule.media.mediaText = mediaText
  }
}

function* mediaRules(root: Document | ShadowRoot): Generator<CSSMediaRule> {
  for (const sheet of [...root.styleSheets, ...root.adoptedStyleSheets]) yield* rulesIn(sheet)
  for (const element of root.querySelectorAll('[data-parley], parley-chat'))
    if (element.shadowRoot) yield* mediaRules(element.shadowRoot)
}

function* rulesIn(group: CSSStyleSheet | CSSGroupingRule): Generator<CSSMediaRule> {
  for (const rule of group.cssRules) {
    if (rule instanceof CSSMediaRule) yield rule
    if (rule instanceof CSSGroupingRule) yield* rulesIn(rule)
  }
}
