// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { StrictMode, useRef } from 'react'
import { expect, it, vi } from 'vitest'
import { useFreezeFar } from './useFreezeFar.ts'

function Group({ text, onPress, unfolded }: { text: string; onPress: () => void; unfolded?: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  const isFrozen = useFreezeFar(box, text)
  return (
    <div ref={box} data-testid="group">
      {!isFrozen && (
        <>
          <p>{text}</p>
          <p>
            <button type="button" onClick={onPress}>
              Press
            </button>
            <a href="#there">Go</a>
            {unfolded && <textarea defaultValue="" />}
          </p>
        </>
      )}
    </div>
  )
}

const tell = (skipped: boolean) =>
  fireEvent(screen.getByTestId('group'), Object.assign(new Event('contentvisibilityautostatechange'), { skipped }))

/** Draws it, tells it that it is far away, and waits until a copy is there. */
async function frozen(onPress: () => void) {
  const { rerender } = render(<Group text="one" onPress={onPress} />, { wrapper: StrictMode })
  const original = screen.getByRole('button')
  tell(true)
  await waitFor(() => expect(screen.getByRole('button')).not.toBe(original))
  return { rerender, copy: screen.getByRole('button') }
}

it('a press on the copy is a press on the button', async () => {
  const onPress = vi.fn<() => void>()
  const { copy } = await frozen(onPress)
  expect(screen.getAllByText('one')).toHaveLength(1)
  fireEvent.click(copy)
  await waitFor(() => expect(copy.isConnected).toBe(false))
  expect(onPress).toHaveBeenCalledTimes(1)
  expect(screen.getAllByText('one')).toHaveLength(1)
})

it('the focus goes from the copy to what it is a copy of', async () => {
  const { copy } = await frozen(() => {})
  copy.focus()
  await waitFor(() => expect(copy.isConnected).toBe(false))
  expect(document.activeElement).toBe(screen.getByRole('button'))
})

it('a link of the copy is a link, and a finger that comes near changes nothing', async () => {
  const { copy } = await frozen(() => {})
  fireEvent.click(screen.getByRole('link'))
  fireEvent(copy, Object.assign(new Event('pointerover', { bubbles: true }), { pointerType: 'touch' }))
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(screen.getByRole('button')).toBe(copy)
  fireEvent(copy, Object.assign(new Event('pointerover', { bubbles: true }), { pointerType: 'mouse' }))
  await waitFor(() => expect(copy.isConnected).toBe(false))
})

it('what has changed is drawn, and then copied again', async () => {
  const { rerender, copy } = await frozen(() => {})
  rerender(<Group text="two" onPress={() => {}} />)
  expect(copy.isConnected).toBe(false)
  const drawn = screen.getByRole('button')
  await waitFor(() => expect(screen.getByRole('button')).not.toBe(drawn))
  expect(screen.getAllByText('two')).toHaveLength(1)
})

it('what has come into view stays what it is once a hand was there', async () => {
  const { copy } = await frozen(() => {})
  tell(false)
  fireEvent.click(copy)
  await waitFor(() => expect(copy.isConnected).toBe(false))
  const drawn = screen.getByRole('button')
  await new Promise(resolve => setTimeout(resolve, 250))
  expect(screen.getByRole('button')).toBe(drawn)
})

it('a selection is lost neither by the copy nor by the mouse on its way', async () => {
  render(<Group text="one" onPress={() => {}} />)
  const drawn = screen.getByText('one')
  getSelection()!.selectAllChildren(drawn)
  tell(true)
  await new Promise(resolve => setTimeout(resolve, 250))
  expect(screen.getByText('one')).toBe(drawn)
  getSelection()!.empty()
  await waitFor(() => expect(drawn.isConnected).toBe(false))
  const copy = screen.getByText('one')
  getSelection()!.selectAllChildren(copy)
  fireEvent(copy, Object.assign(new Event('pointerover', { bubbles: true }), { pointerType: 'mouse' }))
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(screen.getByText('one')).toBe(copy)
  getSelection()!.empty()
})

it('what somebody is at work with is not replaced', async () => {
  render(<Group text="one" onPress={() => {}} unfolded />)
  const box = screen.getByRole('textbox')
  tell(true)
  await new Promise(resolve => setTimeout(resolve, 250))
  expect(screen.getByRole('textbox')).toBe(box)
})
