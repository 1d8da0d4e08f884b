'use client'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** What a visitor is at work with: a form being filled in, something unfolded. */
const AT_WORK = 'textarea, details[open], [aria-expanded="true"]'

/** Text that is selected, or was found by the browser, would lose its mark. */
const isSelecting = () => String(getSelection()) !== ''

interface Touched {
  type: 'click' | 'focus'
  /** Where the touched element is: its index among its siblings, from the group down. */
  path: number[]
}

/**
 * Replaces what is far away by a copy of its elements: no component, no listener, a fraction of the memory, and found,
 * selected and read like before. The copy stays, also in view, until a hand comes near it or `drawnFrom` is another.
 * Answers whether the copy is there, in place of what is drawn.
 */
export function useFreezeFar(box: RefObject<HTMLElement | null>, drawnFrom: unknown): boolean {
  const [frozen, setFrozen] = useState<{ copies: ChildNode[]; of: unknown } | null>(null)
  const isFrozen = frozen !== null && frozen.of === drawnFrom
  const touched = useRef<Touched | null>(null)
  const isFar = useRef(false)

  useEffect(() => {
    const group = box.current
    if (!group) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const freezeSoon = (ms = 100) => {
      clearTimeout(timer)
      if (isFar.current && !isFrozen) timer = setTimeout(freeze, ms)
    }
    const freeze = () => {
      if (group.querySelector(AT_WORK)) return
      if (isSelecting()) return freezeSoon(1000)
      const copies = [...group.childNodes].map(node => node.cloneNode(true) as ChildNode)
      setFrozen({ copies, of: drawnFrom })
    }
    const handleSight = (event: Event) => {
      isFar.current = (event as ContentVisibilityAutoStateChangeEvent).skipped
      freezeSoon()
    }
    group.addEventListener('contentvisibilityautostatechange', handleSight)
    freezeSoon()
    return () => {
      group.removeEventListener('contentvisibilityautostatechange', handleSight)
      clearTimeout(timer)
    }
  }, [box, drawnFrom, isFrozen])

  useLayoutEffect(() => {
    const group = box.current
    if (!group) return undefined
    if (!frozen || !isFrozen) {
      // What was pressed on the copy is pressed on what it is a copy of, now that it is there.
      const { type, path } = touched.current ?? {}
      touched.current = null
      if (type && path) (elementAt(path, group) as HTMLElement | undefined)?.[type]()
      return undefined
    }
    const { copies } = frozen
    group.append(...copies)
    const thaw = (event: Event) => {
      const target = event.target as Element
      // A link goes where it goes.
      if (event.type === 'click' && target.closest('a')) return
      // Fingers are heard when they press.
      if (event.type === 'pointerover' && ((event as PointerEvent).pointerType !== 'mouse' || isSelecting())) return
      if (event.type !== 'pointerover')
        touched.current = { type: event.type === 'click' ? 'click' : 'focus', path: pathOf(target, group) }
      setFrozen(null)
    }
    const events = ['pointerover', 'focusin', 'click']
    for (const type of events) group.addEventListener(type, thaw)
    return () => {
      for (const type of events) group.removeEventListener(type, thaw)
      for (const copy of copies) copy.remove()
    }
  }, [box, frozen, isFrozen])

  return isFrozen
}

function pathOf(element: Element, group: Element): number[] {
  const path: number[] = []
  for (let at = element; at !== group && at.parentElement; at = at.parentElement)
    path.unshift([...at.parentElement.children].indexOf(at))
  return path
}

const elementAt = (path: number[], group: Element): Element | undefined =>
  path.reduce<Element | undefined>((element, index) => element?.children[index], group)
