'use client'
import { useWidgetConfig } from '@parley/hooks'
import { useMemo } from 'react'
import { readTexts } from '../transcript/readTexts.ts'
import type { ChatSettings } from './ChatSettings.ts'

const none: readonly string[] = []

/** The settings given on the page, filled up from what the server's operator configured. */
export function useConfiguredSettings(own: ChatSettings): ChatSettings {
  const { data } = useWidgetConfig()
  const { title, greeting, placeholder, characterId, history } = own
  const suggestions = readTexts(own.suggestions)
  const imageOrigins = readTexts(own.imageOrigins)
  // Arrays given inline are new at each render; their content decides.
  const key = JSON.stringify([suggestions, imageOrigins])
  return useMemo(
    () => ({
      title: title ?? data?.title,
      greeting: greeting ?? data?.greeting,
      placeholder: placeholder ?? data?.placeholder,
      suggestions: suggestions ?? data?.suggestions,
      imageOrigins: [...(imageOrigins ?? none), ...(data?.imageOrigins ?? none)],
      characterId,
      history,
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the two arrays
    [title, greeting, placeholder, key, characterId, history, data],
  )
}
