import type { MarkdownProps } from '../markdown/Markdown.tsx'
import type { ComponentType } from 'react'

let loaded: ComponentType<MarkdownProps> | null = null
let loading: Promise<ComponentType<MarkdownProps>> | null = null

/** The Markdown renderer if its code is here already. */
export const loadedMarkdown = (): ComponentType<MarkdownProps> | null => loaded

/** Fetches the Markdown renderer, a chunk of its own: an opened chat can be used before it is here. */
export function loadMarkdown(): Promise<ComponentType<MarkdownProps>> {
  loading ??= import('../markdown/Markdown.tsx').then(
    module => (loaded = module.Markdown),
    (cause: unknown) => {
      loading = null
      throw cause
    },
  )
  return loading
}
