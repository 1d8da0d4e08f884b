import { cassetteMessage, cassetteResponder, cutAsRecorded } from '@parley/hooks/testing'
import type { StoryContext, StoryObj } from '@storybook/react-vite'
import { expect, spyOn } from 'storybook/test'
import { cassetteNamed } from '../../../../packages/widget/src/stories/cassettes.ts'
import { arrive } from '../journeys/arrive.tsx'
import { chatIn, patience } from '../journeys/chatIn.ts'
import { Player } from './Player.tsx'

/** 1 is as it was recorded. */
export interface Args {
  speed: number
}

/** A story that plays a cassette in the widget: in the end it shows what the reducer says, and what a person must read. */
export const playCassette = (file: string, args?: Args): StoryObj<Args> => ({
  ...(args && { args }),
  play: async ({ mount, canvasElement, args }) => play(file, mount, canvasElement, args.speed),
})

async function play(file: string, mount: StoryContext['mount'], page: HTMLElement, speed: number) {
  const cassette = cassetteNamed(file)
  const told = spyOn(console, 'error')
  await arrive(mount, {
    responder: cassetteResponder(cassette, { speed }),
    prepare: ({ faults }) => cutAsRecorded(faults, cassette),
    page: <Player cassette={cassette} />,
  })
  const [seen, end] = [await chatIn(page, 0), await chatIn(page, 1)]
  await seen.ask(cassette.question ?? 'Play')
  const message = () => seen.surface.querySelector<HTMLElement>('[data-role=assistant]')
  await until(() => /complete|interrupted|failed/.test(message()?.dataset.status ?? ''))
  const ending = drawn(end.surface.querySelector('article')!)
  // What draws messages, highlighted code and formulas come in chunks of their own.
  await until(() => drawn(message()!).isEqualNode(ending))
  await expect(drawn(message()!)).toEqual(ending)
  await expect(message()).toHaveAttribute('data-status', cassetteMessage(cassette).metadata.status)
  for (const text of cassette.shows ?? []) await seen.shows(text)
  await expect(told.mock.calls.flat()).toEqual([])
  told.mockRestore()
}

/** `waitFor` looks again after each of 10,000 changes. What is not so in the end, the expectation tells. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + patience.timeout
  while (!isSo() && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 50))
}

/** What is drawn of a message's parts, without ids, which are made at random; of a message in plain text, all of it. */
function drawn(message: HTMLElement): Node {
  const parts = (message.querySelector('.parts') ?? message).cloneNode(true) as HTMLElement
  for (const element of parts.querySelectorAll('*'))
    for (const name of ['id', 'aria-labelledby', 'aria-controls', 'href']) element.removeAttribute(name)
  parts.normalize()
  return parts
}
