'use client'
import { useLayoutEffect, useState, type RefObject } from 'react'

/**
 * Who translates the page, or marks words in it, puts texts into elements of their own, where they cannot grow. What is
 * being written in `box` asks to be left alone. The key for it is another when that begins or ends where somebody is at
 * it: it is drawn anew then.
 */
export function useDrawnAnew(box: RefObject<HTMLElement | null>, writing: boolean): number {
  const [key, setKey] = useState(0)
  useLayoutEffect(() => {
    const element = box.current!
    if (writing) element.setAttribute('translate', 'no')
    return () => {
      element.removeAttribute('translate')
      if ((element.getRootNode() as ParentNode).querySelector('font, mark')) setKey(key => key + 1)
    }
  }, [box, writing])
  return key
}
