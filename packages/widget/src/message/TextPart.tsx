import type { MarkdownProps } from '../markdown/Markdown.tsx'
import { LazyMarkdown } from './LazyMarkdown.tsx'

/** Text of an answer: plain until the Markdown renderer is loaded, and for good if that fails. */
export const TextPart = (props: MarkdownProps) => (
  <LazyMarkdown
    {...props}
    fallback={
      <p className="plain" dir="auto">
        {props.text}
      </p>
    }
  />
)
