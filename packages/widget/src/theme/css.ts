/** Marks a style sheet in the source, so that editors colour it and the embed build minifies it. */
export const css = String.raw
