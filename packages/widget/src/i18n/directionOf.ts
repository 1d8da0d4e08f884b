/** The direction that a language is written in; undefined without a language. */
export const directionOf = (locale: string | undefined): 'ltr' | 'rtl' | undefined =>
  locale ? (/^(ar|he|iw|fa|ur|ps|yi)\b/i.test(locale) ? 'rtl' : 'ltr') : undefined
