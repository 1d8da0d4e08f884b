import { ChatProvider } from '@parley/hooks'
import type { SwitchedChat } from '@parley/hooks/testing'
import { ChatPanel, type ChatPanelProps } from '@parley/widget'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { StoryChat } from '../../../../packages/widget/src/stories/StoryChat.tsx'
import { useStoryLook } from '../../../../packages/widget/src/stories/StorySwitches.ts'
import { Inbox } from '../inbox/Inbox.tsx'
import '../site.css'
import '../inbox.css'
import { answering, numbered, type Answers } from './answering.ts'
import { arrive, asVisitor, Tab } from './arrive.tsx'
import { chatIn, patience } from './chatIn.ts'
import hostile from './hostile.css?raw'

const meta = {
  title: 'Journeys/Places',
  tags: ['!autodocs'],
  parameters: { layout: 'fullscreen' },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>

const Panel = (props: ChatPanelProps) => (
  <div style={{ display: 'grid', height: 680, minWidth: 0 }}>
    <ChatPanel {...useStoryLook(props)} />
  </div>
)
const besides = { display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 16, padding: 16 }

/** The same visitor in two tabs: what is asked in one is read in the other, while it is being written. */
export const TwoTabs: Story = {
  play: async ({ mount, canvasElement, step }) => {
    let chat!: SwitchedChat
    const page = (
      <div style={besides}>
        <Tab connect={() => asVisitor(chat)}>
          <Panel title="First tab" />
        </Tab>
        <Tab connect={() => asVisitor(chat)}>
          <Panel title="Second tab" />
        </Tab>
      </div>
    )
    const words = numbered(40)
    await arrive(mount, { page, responder: answering(words, 50), connect: made => asVisitor((chat = made)) })
    const [first, second] = [await chatIn(canvasElement, 0), await chatIn(canvasElement, 1)]
    await step('Asked in the first', async () => {
      await first.ask('Which tent for a ridge?')
      await first.shows('word3')
    })
    await step('Opened in the second, where the answer is being written too', async () => {
      await second.press('Conversations')
      await second.press(/^Which tent for a ridge\?/)
      await second.shows('word5')
    })
    await step('Both end with the same answer', async () => {
      await expect(await first.answers(1)).toHaveTextContent(words)
      await expect(await second.answers(1)).toHaveTextContent(words)
    })
  },
}

/** Two chats of two servers on one page: each has its own conversation, its own draft and its own colours. */
export const TwoWidgets: Story = {
  play: async ({ mount, canvasElement, step }) => {
    await mount(
      <div style={besides}>
        {['Sales', 'Support'].map((title, index) => (
          <StoryChat key={title} widget={{ title }} responder={answering(`${title} answers.`)}>
            <Panel title={title} accent={index ? '#0f766e' : '#9d174d'} />
          </StoryChat>
        ))}
      </div>,
    )
    const [sales, support] = [await chatIn(canvasElement, 0), await chatIn(canvasElement, 1)]
    await step('A draft here, a question there', async () => {
      await support.type('Half a thought')
      await sales.ask('What is the price?')
      await expect(await sales.answers(1)).toHaveTextContent('Sales answers.')
    })
    await step('The other is as it was, and answers for itself', async () => {
      await expect(await support.asked()).toEqual([])
      await expect(await support.textbox()).toHaveValue('Half a thought')
      await support.press('Send message')
      await expect(await support.answers(1)).toHaveTextContent('Support answers.')
      await expect(await sales.asked()).toEqual(['What is the price?'])
    })
  },
}

/** A page that styles everything, with !important: the chat looks as on a calm one. */
export const HostileCss: Story = {
  parameters: { a11y: { context: { include: ['[data-parley]'] } } },
  play: async ({ mount, canvasElement, step }) => {
    await arrive(mount, { responder: answering('Nothing here is **shouting**.') })
    const seen = await chatIn(canvasElement)
    await seen.press('Open chat')
    await seen.ask('Is it loud here?')
    await seen.answers(1)
    await waitFor(async () => expect(looks(seen.surface).strong).toBeDefined())
    const calm = looks(seen.surface)
    const style = document.createElement('style')
    style.textContent = hostile
    await step('The page begins to shout', async () => {
      canvasElement.append(style)
      const heading = within(canvasElement).getByRole('heading', { level: 1 })
      await expect(getComputedStyle(heading).textTransform).toBe('uppercase')
    })
    await step('The chat looks as before, and works', async () => {
      await expect(looks(seen.surface)).toEqual(calm)
      await seen.ask('And now?')
      await seen.answers(2)
    })
  },
}

/** Sizes, colours and type of what the visitor sees. */
function looks(surface: HTMLElement) {
  const parts = ['.launcher', '.panel', '.header h2', 'textarea', '.bubble', 'strong', '[role=log]']
  return Object.fromEntries(
    parts.flatMap(part => {
      const element = surface.querySelector(part)
      if (!element) return []
      const { width, height } = element.getBoundingClientRect()
      const { color, backgroundColor, font, letterSpacing, textTransform, display, rotate } = getComputedStyle(element)
      return [[part, { width, height, color, backgroundColor, font, letterSpacing, textTransform, display, rotate }]]
    }),
  )
}

function OwnInbox({ connect }: { connect: () => ReturnType<typeof asVisitor> }) {
  const [client] = useState(connect)
  useEffect(() => {
    // Storybook sends links to the window around it; those of the inbox are its own.
    const base = document.querySelector('base')
    base?.removeAttribute('target')
    return () => base?.setAttribute('target', '_parent')
  }, [])
  return (
    <ChatProvider client={client}>
      <Inbox />
    </ChatProvider>
  )
}

/** Without the widget: an inbox of the page's own, on the hooks. */
export const HooksOnly: Story = {
  play: async ({ mount, canvasElement, step }) => {
    let chat!: SwitchedChat
    location.replace('#all')
    await arrive(mount, {
      responder: answering(question => `You asked: ${question}\n\n\`\`\`sh\npitch --at **ridge**\n\`\`\``),
      characters: [{ id: 'guide', name: 'Guide', description: 'knows every tent.', greeting: 'Which way are you going?' }],
      connect: made => asVisitor((chat = made)),
      page: <OwnInbox connect={() => asVisitor(chat)} />,
    })
    const seen = within(canvasElement)
    await step('A first message opens a conversation', async () => {
      await userEvent.type(await seen.findByRole('textbox', { name: 'Message' }, patience), 'Which tent?{Enter}')
      await seen.findAllByText('You asked: Which tent?', {}, patience)
    })
    await step('Code begins at the edge of its block', async () => {
      await expect(getComputedStyle(await seen.findByText('pitch --at **ridge**')).padding).toBe('0px')
    })
    await step('It is in the list, without marks of Markdown, and can be renamed in place', async () => {
      await seen.findByText('You asked: Which tent? pitch --at ridge', {}, patience)
      await userEvent.click(await seen.findByRole('button', { name: 'Rename Which tent?' }, patience))
      const title = await seen.findByRole('textbox', { name: 'Title' })
      await userEvent.clear(title)
      await userEvent.type(title, 'Tents{Enter}')
      await seen.findByRole('heading', { level: 1, name: 'Tents' }, patience)
      await expect(await seen.findByRole('button', { name: 'Rename Tents' })).toHaveFocus()
    })
    await step('A conversation with a character begins with its greeting', async () => {
      await userEvent.click(seen.getByRole('link', { name: 'New conversation' }))
      await userEvent.click(await seen.findByRole('button', { name: /Guide/ }, patience))
      await seen.findAllByText('Which way are you going?', {}, patience)
    })
    await step('It asks before it deletes', async () => {
      await userEvent.click(seen.getByRole('button', { name: 'Delete Tents' }))
      await userEvent.keyboard('{Escape}')
      await expect(seen.getByRole('button', { name: 'Delete Tents' })).toHaveFocus()
    })
    await step('Deleted, it is gone, and the keyboard is at the next one', async () => {
      await userEvent.click(seen.getByRole('button', { name: 'Delete Tents' }))
      await userEvent.click(seen.getByRole('button', { name: 'Delete' }))
      await waitFor(async () => expect(seen.queryByText('Tents')).toBeNull())
      await expect(within(seen.getByRole('navigation')).getByRole('link', { name: /^Untitled/ })).toHaveFocus()
    })
  },
} // prettier-ignore

/** Breaks off, fails or can be stopped as it is asked; asked again, it answers to the end. */
function endingAsAsked(): Answers {
  const asked = new Set<string>()
  return async function* answers({ text, signal }) {
    const isSecond = asked.has(text)
    asked.add(text)
    yield { type: 'text-start', id: '1' }
    yield { type: 'text-delta', id: '1', delta: isSecond ? 'A whole answer.' : 'Half an' }
    if (isSecond) return
    if (text === 'Break off') yield { type: 'error', errorText: 'The run ended early.', code: 'stream_interrupted' }
    else if (text === 'Fail') throw new Error('The model is away.')
    else await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  }
}

/** An inbox on the hooks, after a reload: what did not end is told from what did, and there is a way on. */
export const UnfinishedInInbox: Story = {
  play: async ({ mount, canvasElement, step }) => {
    let chat!: SwitchedChat
    location.replace('#all')
    const { reload } = await arrive(mount, {
      responder: endingAsAsked(),
      connect: made => asVisitor((chat = made)),
      page: <OwnInbox connect={() => asVisitor(chat)} />,
    })
    const seen = within(canvasElement)
    const answers = () => canvasElement.querySelectorAll<HTMLElement>('ol > [data-role=assistant]')
    const isLast = (status: string) => waitFor(() => expect(answers()[answers().length - 1]?.dataset.status).toBe(status))
    const endings = {
      'Break off': ['interrupted', 'The answer was interrupted.'],
      Fail: ['failed', 'Something went wrong while answering.'],
      Stop: ['stopped', 'You stopped this answer.'],
    } as const
    for (const [question, [status, line]] of Object.entries(endings))
      await step(question, async () => {
        await userEvent.type(await seen.findByRole('textbox', { name: 'Message' }, patience), `${question}{Enter}`)
        if (question === 'Stop') await userEvent.click(await seen.findByRole('button', { name: 'Stop generating' }))
        await isLast(status)
        const before = answers()[0]!
        await reload()
        await waitFor(() => expect(before.isConnected).toBe(false))
        await isLast(status)
        await expect(await seen.findByText(line)).toBeVisible()
        await userEvent.click(await seen.findByRole('button', { name: 'Try again' }))
        await isLast('complete')
        await waitFor(() => expect(seen.queryByText(line)).toBeNull())
        await expect(seen.queryByRole('button', { name: 'Try again' })).toBeNull()
      })
  },
} // prettier-ignore
