'use client'
import { createContext, useContext } from 'react'
import { createWords, type Words } from './createWords.ts'
import { english } from './english.ts'

export const WordsContext = createContext<Words>(createWords(english, 'en'))

/** The words of the nearest chat surface. */
export const useWords = (): Words => useContext(WordsContext)
