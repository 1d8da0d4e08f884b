import type { TestBackend } from '@parley/hooks/testing'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { answering } from './answering.ts'
import { arrive, asSwitched } from './arrive.tsx'
import { chatIn, patience } from './chatIn.ts'

const meta = {
  title: 'Journeys/Backends',
  tags: ['!autodocs'],
  parameters: { layout: 'fullscreen' },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>

/** What the chat offers over a wire; what a system lacks is not there. */
interface Offers {
  history?: boolean
  regenerate?: boolean
  feedback?: boolean
  edit?: boolean
}

const offered = { history: 'Conversations', regenerate: 'Answer again', feedback: 'Good answer', edit: 'Edit' } as const

/** The same flow over each wire. */
const over = (backend: TestBackend, offers: Offers): Story => ({
  play: async ({ mount, canvasElement, step }) => {
    const answer = answering(question => (question === 'Quiet?' ? 'Never **that**.' : `You asked: ${question}`), 5)
    const { chat } = await arrive(mount, { backend, responder: answer, connect: asSwitched })
    const seen = await chatIn(canvasElement)
    await step('A question is answered, in Markdown', async () => {
      await seen.press('Open chat')
      await seen.ask('Quiet?')
      // The answer is plain text until the code that draws messages is here.
      await waitFor(
        async () => expect((await seen.answers(1)).querySelector('strong')).toHaveTextContent('that'),
        patience,
      )
    })
    await step('The conversation goes on', async () => {
      await seen.ask('Which tent?')
      await expect(await seen.answers(2)).toHaveTextContent('You asked: Which tent?')
      await expect(await seen.asked()).toEqual(['Quiet?', 'Which tent?'])
    })
    await step('What the system lacks is not offered', async () => {
      for (const [what, name] of Object.entries(offered))
        await expect([what, seen.has(name)]).toEqual([what, offers[what as keyof Offers] ?? false])
    })
    await step('What fails is said, and can be tried again', async () => {
      chat.faults.failNext(400, { times: Infinity, method: 'POST', code: 'bad_request' })
      await seen.ask('Do you fail?')
      await seen.shows(/Something went wrong while answering|Your message was not sent/)
      chat.faults.clear()
      await seen.press('Try again')
      await expect(await seen.answers(3)).toHaveTextContent('You asked: Do you fail?')
    })
    await step('A new conversation is empty, and the list has the one before', async () => {
      await seen.press('New conversation')
      await expect(await seen.asked()).toEqual([])
      if (!offers.history) return
      await seen.press('Conversations')
      // Aurora has no titles: there it is the last answer that names a conversation.
      await seen.press(/^(Quiet\?|You asked: Do you fail\?)/)
      await seen.answers(3)
    })
  },
})

export const Parley = over('parley', { history: true, regenerate: true, feedback: true, edit: true })
export const Inkeep = over('inkeep', {})
export const Gram = over('gram', { history: true })
export const Datamonkey = over('datamonkey', { history: true })
export const Aurora = over('aurora', { history: true })
export const AiSdk = over('aiSdk', { regenerate: true, edit: true })
