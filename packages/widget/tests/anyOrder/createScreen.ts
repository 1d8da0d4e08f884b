import { fireEvent } from '@testing-library/react'
import type { Scene } from '../../../hooks/tests/anyOrder/createScene.ts'

export const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()

/** What a visitor sees of the panel, and what their hands can do there. */
export function createScreen(container: HTMLElement, { pick, say }: Pick<Scene, 'pick' | 'say'>) {
  const all = <E extends HTMLElement>(selector: string) => [...container.querySelectorAll<E>(selector)]
  const isShown = (element: HTMLElement) => !element.closest('[hidden]')
  const textbox = () => all<HTMLTextAreaElement>('textarea[aria-label="Message"]').find(isShown)
  const buttons = (name: string | RegExp, inside = '') =>
    all<HTMLButtonElement>(`${inside} button`).filter(button => {
      const own = button.getAttribute('aria-label') ?? plain(button.textContent)
      return isShown(button) && !button.disabled && (typeof name === 'string' ? own === name : name.test(own))
    })
  const lines = () =>
    all('.message').map(
      element =>
        `${element.dataset['role']}:${element.dataset['status']}:${plain(
          element.querySelector('.bubble, .parts, .plain')?.textContent,
        )}`,
    )
  const isEditing = () => all('.composer-edit').length > 0

  const hasFocus = () => {
    const { activeElement } = document
    return (
      activeElement !== null &&
      activeElement !== document.body &&
      isShown(activeElement as HTMLElement) &&
      !(activeElement as HTMLButtonElement).disabled
    )
  }
  const click = (button: HTMLElement | undefined) => {
    if (!button) return false
    button.focus()
    fireEvent.click(button)
    return true
  }
  const press = (name: string | RegExp, inside?: string) => {
    const button = pick(buttons(name, inside))
    if (!button) return undefined
    say(`presses ${button.getAttribute('aria-label') ?? plain(button.textContent)}`)
    return click(button)
  }
  const write = (element: HTMLTextAreaElement | HTMLInputElement, value: string) => {
    element.focus()
    fireEvent.change(element, { target: { value } })
  }

  return { all, buttons, click, hasFocus, isEditing, lines, press, textbox, write }
}
