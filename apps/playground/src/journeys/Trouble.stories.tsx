import type { Meta, StoryObj } from '@storybook/react-vite'
import { TEST_PUBLISHABLE_KEY, type TestChat } from '@parley/hooks/testing'
import { expect, spyOn, waitFor } from 'storybook/test'
import { pretendOnline } from '../../../../.storybook/pretendOnline.ts'
import { answering, numbered } from './answering.ts'
import { arrive } from './arrive.tsx'
import { chatIn } from './chatIn.ts'

const meta = {
  title: 'Journeys/Trouble',
  tags: ['!autodocs'],
  parameters: { layout: 'fullscreen' },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>

const words = numbered(40)
/** Two seconds: time enough for things to go wrong. */
const slowly = answering(words, 50)
const once = (text: string) => new RegExp(`^(?!.*${text}\\b.*${text}\\b).*${text}\\b`)

/** Stops a long answer: what was written stays and says so; another press has it written anew. */
export const StopAndResume: Story = {
  play: async ({ mount, canvasElement, step }) => {
    await arrive(mount, { responder: slowly })
    const seen = await chatIn(canvasElement)
    await step('Stopped after some words', async () => {
      await seen.press('Open chat')
      await seen.ask('Tell me everything')
      await seen.shows('word5')
      await seen.press('Stop generating')
      await seen.shows('You stopped this answer.')
      await seen.hides('word40')
    })
    await step('Answered again, to the end', async () => {
      await seen.press('Answer again')
      await expect(await seen.answers(1)).toHaveTextContent(words)
      await seen.hides('You stopped this answer.')
    })
  },
}

/** The connection breaks twice in the middle of an answer: it goes on where it was, and no word comes twice. */
export const CutAndMended: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { chat } = await arrive(mount, { responder: slowly })
    const seen = await chatIn(canvasElement)
    await step('Cut after six events, and again after ten', async () => {
      chat.faults.cutAfter(6)
      chat.faults.cutAfter(10)
      await seen.press('Open chat')
      await seen.ask('Which tent for a ridge?')
      await expect(await seen.answers(1)).toHaveTextContent(words)
    })
    await step('It was asked for twice more, by the visitor not at all', async () => {
      await expect(chat.requests.filter(({ path }) => path.endsWith('/stream'))).toHaveLength(2)
      await expect(await seen.asked()).toEqual(['Which tent for a ridge?'])
    })
  },
}

/** The connection breaks and cannot be mended: half an answer is never shown as a whole one. */
export const CutForGood: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { chat } = await arrive(mount, { responder: slowly })
    const seen = await chatIn(canvasElement)
    await step('Interrupted, and it says so', async () => {
      chat.faults.cutAfter(6)
      chat.faults.failNext(403, { times: 3, code: 'forbidden', method: 'GET', path: /stream$/ })
      await seen.press('Open chat')
      await seen.ask('Which tent for a ridge?')
      await seen.shows('The answer was interrupted.')
      await seen.answers(0)
    })
    await step('“Try again” reads the rest', async () => {
      chat.faults.clear()
      await seen.press('Try again')
      await expect(await seen.answers(1)).toHaveTextContent(words)
    })
  },
}

/** Reloads the page while the answer is being written: it is still being written afterwards. */
export const ReloadMidAnswer: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { reload } = await arrive(mount, { responder: slowly })
    const before = await chatIn(canvasElement)
    await step('The page is reloaded after five words', async () => {
      await before.press('Open chat')
      await before.ask('Which tent for a ridge?')
      await before.shows('word5')
    })
    await reload()
    await step('The answer is there, goes on and ends', async () => {
      const seen = await chatIn(canvasElement)
      await seen.press('Open chat')
      await seen.shows('word6')
      await expect(await seen.answers(1)).toHaveTextContent(words)
      await expect((await seen.answers(1)).textContent).toMatch(once('word5'))
    })
  },
}

/** Lunch was longer than the session: the next question is answered as if nothing had been. */
export const ExpiredSession: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { chat } = await arrive(mount, { responder: answering(question => `You asked: ${question}`) })
    const seen = await chatIn(canvasElement)
    const mints = () => chat.requests.filter(({ path }) => path === '/v1/chatSessions').length
    await step('A question before lunch', async () => {
      await seen.press('Open chat')
      await seen.ask('Is Storm in stock?')
      await seen.answers(1)
      await expect(mints()).toBe(1)
    })
    await step('After it, one new session, and no word of it to the visitor', async () => {
      chat.faults.expireSessions()
      await seen.ask('And Harbour?')
      await expect(await seen.answers(2)).toHaveTextContent('You asked: And Harbour?')
      await expect(mints()).toBe(2)
    })
    await step('When no new session is to be had, the visitor is told', async () => {
      chat.faults.expireSessions()
      chat.faults.failNext(401, { times: Infinity, code: 'unauthorized', path: /chatSessions$/ })
      await seen.ask('And Feather?')
      await seen.shows('The chat is not available right now.')
    })
    await step('Once there is one, trying again goes on, with what had been typed', async () => {
      chat.faults.clear()
      await seen.press('Try again')
      await seen.shows('You asked: And Harbour?')
      await expect(seen.surface.querySelector('textarea')).toHaveValue('And Feather?')
    })
  },
}

/** A page that the server does not allow: a neutral sentence for the visitor, the reason for the developer. */
export const RefusedOrigin: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const told = spyOn(console, 'error').mockImplementation(() => {})
    const elsewhere = 'https://elsewhere.example'
    await arrive(mount, {
      prepare: (chat: TestChat) => void (chat.faults.origin = elsewhere),
    })
    const seen = await chatIn(canvasElement)
    await step('The visitor reads one calm sentence, and there is nothing to type into', async () => {
      await seen.press('Open chat')
      await seen.shows('The chat is not available on this page.')
      await expect(seen.surface.querySelector('textarea')).toBeNull()
    })
    await step('The developer reads what to do, and no key', async () => {
      await waitFor(async () => expect(told).toHaveBeenCalled())
      const text = told.mock.calls.flat().map(String).join('\n')
      await expect(text).toContain(location.origin)
      await expect(text).not.toContain(TEST_PUBLISHABLE_KEY)
    })
    told.mockRestore()
  },
}

/** A tunnel in the middle of an answer: the chat says so, keeps what is typed, and goes on when there is light. */
export const OfflineOnATrain: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { chat } = await arrive(mount, { responder: slowly })
    const seen = await chatIn(canvasElement)
    try {
      await step('Into the tunnel, five words into the answer', async () => {
        await seen.press('Open chat')
        await seen.ask('Which tent for a ridge?')
        await seen.shows('word5')
        chat.faults.offline = true
        pretendOnline(false)
        await seen.shows('You are offline.')
      })
      await step('The next question can be typed, but waits', async () => {
        await seen.ask('And for two?')
        await seen.shows('You can send when you are online again.')
        await expect(await seen.textbox()).toHaveValue('And for two?')
      })
      await step('Out of the tunnel the answer ends, whole', async () => {
        chat.faults.offline = false
        pretendOnline(true)
        await expect(await seen.answers(1)).toHaveTextContent(words)
        await seen.hides('You are offline.')
      })
      await step('The question is still there, and is sent by one press', async () => {
        await expect(await seen.textbox()).toHaveValue('And for two?')
        await seen.press('Send message')
        await seen.answers(2)
      })
    } finally {
      pretendOnline(null)
    }
  },
}

/** Offline by the switch above the story: the browser says so, as it does in a tunnel. */
export const OfflineBySwitch: Story = {
  tags: ['!dev'],
  globals: { fault: 'offline' },
  play: async ({ mount, canvasElement }) => {
    await arrive(mount)
    const seen = await chatIn(canvasElement)
    await seen.press('Open chat')
    await seen.shows('You are offline.')
  },
}

/** Asks too fast: told to wait a moment, nothing is lost, and it goes through. */
export const RateLimited: Story = {
  play: async ({ mount, canvasElement, step }) => {
    const { chat } = await arrive(mount, { responder: answering(question => `You asked: ${question}`) })
    const seen = await chatIn(canvasElement)
    await seen.press('Open chat')
    await seen.ask('One?')
    await seen.answers(1)
    await step('The server has had enough', async () => {
      chat.faults.failNext(429, { times: Infinity, code: 'rate_limited', retryAfter: '60', method: 'POST' })
      await seen.ask('Two?')
      await seen.shows('Too many messages at once. Please wait a moment.')
      await expect(await seen.textbox()).toHaveValue('Two?')
    })
    await step('A moment later', async () => {
      chat.faults.clear()
      await seen.press('Try again')
      await expect(await seen.answers(2)).toHaveTextContent('You asked: Two?')
    })
  },
}
