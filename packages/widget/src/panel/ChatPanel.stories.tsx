import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { pretendOnline } from '../../../../.storybook/pretendOnline.ts'
import { answering, beginning, failing, markdownAnswer, sources } from '../stories/answers.ts'
import { asked, asking, StoryChat, type StoryChatProps } from '../stories/StoryChat.tsx'
import { useStoryLook } from '../stories/StorySwitches.ts'
import { ChatPanel, type ChatPanelProps } from './ChatPanel.tsx'
import { rememberConversation } from './conversationMemory.ts'

interface Args extends ChatPanelProps {
  chat?: Omit<StoryChatProps, 'children'>
  width?: number
}

const Box = ({ width = 400, children }: { width?: number; children: ReactNode }) => (
  <div style={{ width, height: 640, display: 'grid' }}>{children}</div>
)

const Panel = (props: ChatPanelProps) => <ChatPanel {...useStoryLook(props)} />

const meta = {
  title: 'Chat panel',
  component: ChatPanel,
  parameters: { layout: 'fullscreen', docs: { of: 'ChatPanel' } },
  render: ({ chat, width, ...panel }: Args) => (
    <Box width={width}>
      <StoryChat {...chat}>
        <Panel {...panel} />
      </StoryChat>
    </Box>
  ),
} satisfies Meta<Args>

export default meta
type Story = StoryObj<typeof meta>

const ask = 'How do I embed the widget?'
const withAnswer: Args['chat'] = {
  responder: answering(markdownAnswer, sources),
  prepare: async chat => void (await asked(chat, ask)),
}

export const Empty: Story = {}
export const Waiting: Story = {
  args: {
    chat: {
      responder: beginning(''),
      prepare: async chat => void (await asking(chat, ask)),
    },
  },
}
export const Writing: Story = {
  args: {
    chat: {
      responder: beginning('Paste **three lines** into your pa'),
      prepare: async chat => void (await asking(chat, ask)),
    },
  },
}
export const WithSources: Story = { args: { chat: withAnswer } }
export const Interrupted: Story = {
  args: {
    chat: {
      responder: answering('Paste three lines into your page', [
        { type: 'error', errorText: 'The run ended early.', code: 'stream_interrupted' },
      ]),
      prepare: async chat => void (await asked(chat, ask)),
    },
  },
}
export const Failed: Story = {
  args: {
    chat: {
      responder: failing('Let me look that up'),
      prepare: async chat => void (await asked(chat, ask)),
    },
  },
}
/** The connection goes when the conversation is there: before, there would be nothing of it to see. */
export const Offline: Story = {
  args: {
    chat: {
      ...withAnswer,
      prepare: async chat => {
        await asked(chat, ask)
        window.addEventListener('offline', () => void (chat.faults.offline = true), { once: true })
      },
    },
  },
  beforeEach: () => () => pretendOnline(null),
  play: async ({ canvasElement }) => {
    const find = (selector: string) =>
      waitFor(() => {
        const found = canvasElement.querySelector('[data-parley]')?.shadowRoot?.querySelector(selector)
        if (!found) throw new Error(`There is no ${selector} in the chat yet.`)
        return found
      })
    await find('[data-role=assistant][data-status=complete]')
    pretendOnline(false)
    await expect(await find('.banner')).toBeVisible()
  },
}
export const Expired: Story = {
  args: {
    chat: {
      ...withAnswer,
      prepare: async chat => {
        await asked(chat, ask)
        chat.faults.expireSessions()
      },
    },
  },
}
export const ConversationGone: Story = {
  args: {
    chat: {
      prepare: async chat => {
        await asked(chat, ask)
        rememberConversation(chat.client.backend.endpoint, chat.client.visitorId ?? '', 'cnv_gone')
      },
    },
  },
}
export const Long: Story = {
  args: {
    chat: {
      responder: answering(`${markdownAnswer}\n\n`.repeat(8), sources),
      prepare: async chat => void (await asked(chat, ask)),
    },
  },
}
export const RightToLeft: Story = {
  args: {
    dir: 'rtl',
    locale: 'ar',
    title: 'اسألنا',
    greeting: 'كيف يمكننا مساعدتك؟',
    suggestions: ['كيف أضيف الدردشة إلى موقعي؟', 'ما هي التكلفة؟'],
  },
}
export const Narrow: Story = { args: { width: 320, chat: withAnswer } }
export const Dark: Story = { args: { theme: 'dark', chat: withAnswer } }
export const AnotherAccent: Story = { args: { accent: '#f5c518', chat: withAnswer } }
export const InGerman: Story = { args: { locale: 'de', title: 'Fragen?', chat: withAnswer } }
export const InHebrew: Story = { args: { locale: 'he', title: 'שאלות?', chat: withAnswer } }

/** A theme is a few custom properties on any element around the chat. */
const themed = (properties: Record<`--parley-${string}`, string>, theme: 'light' | 'dark' = 'light'): Story => ({
  args: { chat: withAnswer, theme },
  decorators: [
    Story => (
      <div style={properties}>
        <Story />
      </div>
    ),
  ],
})
export const ThemePaper = themed({
  '--parley-accent': '#8a3b12',
  '--parley-background': '#fbf6ec',
  '--parley-text': '#2c2118',
  '--parley-font': 'Georgia, serif',
  '--parley-radius': '4px',
})
export const ThemeTerminal = themed(
  {
    '--parley-accent': '#3ddc84',
    '--parley-background': '#0b0f0c',
    '--parley-text': '#d5f5e0',
    '--parley-font': 'ui-monospace, Menlo, Consolas, monospace',
    '--parley-radius': '0px',
    '--parley-font-size': '14px',
    '--parley-density': '0.8',
  },
  'dark',
)
export const ThemeBubblegum = themed({
  '--parley-accent': '#d6246e',
  '--parley-background': '#fff5fa',
  '--parley-text': '#3b1228',
  '--parley-radius': '28px',
  '--parley-font-size': '16px',
  '--parley-density': '1.15',
})
