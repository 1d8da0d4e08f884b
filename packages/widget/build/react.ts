// React for the embed: of preact/compat what the chat uses, a sixth of it. Whatever is missing stops the build.
import { createElement, options, render, type ComponentChild, type ComponentType, type VNode } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks'

export { Component, createContext, createElement, Fragment } from 'preact'
export {
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useLayoutEffect as useInsertionEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks'

// What JSX for React calls otherwise than the DOM. Other names that differ (`strokeWidth`) stand in style sheets.
options.event = (event: Event) => Object.assign(event, { nativeEvent: event })
options.vnode = ({ type, props }: VNode<Record<string, unknown>>) => {
  if ((type !== 'textarea' && type !== 'input') || !props.onChange) return
  props.onInput = props.onChange
  delete props.onChange
}

type Props = Record<string, unknown>

const isSameShallow = (before: Props, after: Props): boolean => {
  const names = Object.keys(before)
  return names.length === Object.keys(after).length && names.every(name => Object.is(before[name], after[name]))
}

export function memo(type: ComponentType<Props>, isSame = isSameShallow) {
  function shouldComponentUpdate(this: { props: Props }, next: Props) {
    return !isSame(this.props, next)
  }
  return function Memo(this: object, props: Props) {
    Object.assign(this, { shouldComponentUpdate })
    return createElement(type, props)
  }
}

/** As in preact/compat: a store may change between drawing and subscribing. */
export function useSyncExternalStore<Value>(subscribe: (onChange: () => void) => () => void, read: () => Value): Value {
  const value = read()
  const [{ shown }, draw] = useState({ shown: { value, read } })
  const check = useCallback(() => {
    if (!Object.is(shown.value, shown.read())) draw({ shown })
  }, [shown])
  useLayoutEffect(() => {
    Object.assign(shown, { value, read })
    check()
  }, [shown, check, value, read])
  useEffect(() => {
    check()
    return subscribe(check)
  }, [check, subscribe])
  return value
}

export const createRoot = (container: Element) => ({
  render: (node: ComponentChild) => render(node, container),
  unmount: () => render(null, container),
})
