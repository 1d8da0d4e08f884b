'use client'
import { useEffect, useState } from 'react'
import { copyText } from './copyText.ts'
import { IconButton } from './IconButton.tsx'

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label, doneLabel }: { text: string; label: string; doneLabel: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])

  const handleCopy = async () => setCopied(await copyText(text))
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? doneLabel : label}
      size={16}
      onClick={() => void handleCopy()}
      data-copied={copied || undefined}
    />
  )
}
