'use client'
import { useEffect, useState } from 'react'
import type { MarkdownProps } from '../markdown/Markdown.tsx'
import { loadedMarkdown, loadMarkdown } from './loadMarkdown.ts'

/** Text of an answer: plain until the Markdown renderer is loaded, and for good if that fails. */
export function TextPart(props: MarkdownProps) {
  const [, setLoaded] = useState(loadedMarkdown() !== null)
  useEffect(() => {
    let gone = false
    if (!loadedMarkdown()) {
      void loadMarkdown().then(
        () => !gone && setLoaded(true),
        () => {},
      )
    }
    return () => {
      gone = true
    }
  }, [])
  const Markdown = loadedMarkdown()
  if (Markdown) return <Markdown {...props} />
  return (
    <p className="plain" dir="auto">
      {props.text}
    </p>
  )
}
