import type { Meta, StoryObj } from '@storybook/react-vite'
import { continueChat, createChat } from '@parley/hooks'
import type { TestChat } from '@parley/hooks/testing'
import { docsResponder } from '@parley/server'
import { expect, waitFor } from 'storybook/test'
import { asked } from '../../../../packages/widget/src/stories/StoryChat.tsx'
import { manual } from '../../../../packages/widget/src/stories/manual.ts'
import { answering, numbered } from './answering.ts'
import { arrive, asUser } from './arrive.tsx'
import { chatIn } from './chatIn.ts'

const meta = {
  title: 'Journeys/Visitors',
  tags: ['!autodocs'],
  parameters: { layout: 'fullscreen' },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>

/** Looks, opens, takes a suggestion, reads the answer and where it comes from. */
export const FirstVisit: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const responder = docsResponder({ documents: manual, baseUrl: 'https://docs.example.com/', delayMs: 1 })
    const { chat } = await arrive(mount, { responder })
    const seen = await chatIn(canvasElement)
    await step('Only a button is there, and nothing was asked of the server', async () => {
      await waitFor(async () => expect(seen.has('Open chat')).toBe(true))
      await expect(chat.requests).toHaveLength(0)
    })
    await step('The chat opens with a greeting and questions to begin with', async () => {
      await seen.press('Open chat')
      await seen.shows('How can we help?')
      await waitFor(async () => expect(await seen.hasFocus()).toBe(true))
    })
    await step('A suggestion is answered, with its sources', async () => {
      await seen.press('How do I embed the widget?')
      await seen.answers(1)
      const source = await seen.link(/Embed the widget/)
      await expect(source).toHaveAttribute('href', expect.stringContaining('https://docs.example.com/embed-the-widget'))
    })
    await step('The question has gone on: it is asked in the same conversation', async () => {
      await seen.ask('What is a visitor token?')
      await seen.answers(2)
      await expect(await seen.asked()).toEqual(['How do I embed the widget?', 'What is a visitor token?'])
    })
  },
}

/** Comes back to the page: the conversation is where it was, and the earlier ones are in the list. */
export const ReturningVisitor: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { reload } = await arrive(mount, { responder: answering(question => `You asked: ${question}`) })
    const before = await chatIn(canvasElement)
    await step('The first visit: two conversations', async () => {
      await before.press('Open chat')
      await before.ask('Which tent for a ridge?')
      await before.answers(1)
      await before.press('New conversation')
      await before.ask('Do you repair zips?')
      await before.answers(1)
    })
    await reload()
    const seen = await chatIn(canvasElement)
    await step('A day later the last one is still open', async () => {
      await seen.press('Open chat')
      await seen.answers(1)
      await expect(await seen.asked()).toEqual(['Do you repair zips?'])
    })
    await step('The earlier one is in the list, and goes on', async () => {
      await seen.press('Conversations')
      await seen.press(/^Which tent for a ridge\?/)
      await seen.ask('And for two?')
      await seen.answers(2)
      await expect(await seen.asked()).toEqual(['Which tent for a ridge?', 'And for two?'])
    })
  },
}

/** Known by the host's login: conversations of another device are here, those of other people are not. */
export const SignedInUser: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const asks = async (chat: TestChat, userIdentifier: string, text: string) => {
      const begun = await createChat(chat.createClient({ userIdentifier }), { message: { text } })
      await begun.value!.final
    }
    const prepare = async (chat: TestChat) => {
      await asks(chat, 'ada', 'Asked by Ada on her phone')
      await asks(chat, 'grace', 'Asked by Grace')
    }
    await arrive(mount, { prepare, connect: asUser('ada') })
    const seen = await chatIn(canvasElement)
    await step('Ada opens the list of conversations on her laptop', async () => {
      await seen.press('Open chat')
      await seen.press('Conversations')
      await seen.shows('Asked by Ada on her phone')
      await seen.hides('Asked by Grace')
    })
    await step('She goes on where she was', async () => {
      await seen.press(/^Asked by Ada on her phone/)
      await seen.answers(1)
      await seen.ask('And on the laptop')
      await seen.answers(2)
    })
  },
}

/** Sixty messages: the latest are there at once, the older on demand, and the way back down is one button. */
export const LongConversation: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const prepare = async (chat: TestChat) => {
      const client = chat.createClient({ userIdentifier: 'ada' })
      const conversationId = await asked({ ...chat, client }, 'Question 1.')
      for (let index = 2; index <= 30; index++) {
        const sent = await continueChat(client, { conversationId, message: { text: `Question ${index}.` } })
        await sent.value!.final
      }
    }
    await arrive(mount, { responder: answering(numbered(30)), prepare, connect: asUser('ada') })
    const seen = await chatIn(canvasElement)
    await step('The latest answer is in view', async () => {
      await seen.press('Open chat')
      await seen.shows('Question 30.')
      await seen.hides('Question 2.')
    })
    await step('Older messages come on demand, and what was read stays where it is', async () => {
      const log = await seen.log()
      log.scrollTop = 0
      await seen.press('Show older messages')
      await seen.shows('Question 1.')
      await expect(log.scrollTop).toBeGreaterThan(0)
    })
    await step('One button leads back to the latest', async () => {
      await seen.press('Jump to latest')
      await seen.ask('Still there?')
      await seen.shows('Still there?')
    })
  },
}
