import type { Meta, StoryObj } from '@storybook/react-vite'
import { ChatSurface } from '../panel/ChatSurface.tsx'
import { settled } from '../stories/settled.ts'
import { asked, StoryChat } from '../stories/StoryChat.tsx'
import { HistoryList } from './HistoryList.tsx'

interface Args {
  questions?: string[]
}

const meta = {
  play: settled,
  title: 'Conversations',
  render: ({ questions = [] }: Args) => (
    <div style={{ width: 400 }}>
      <StoryChat
        prepare={async chat => {
          for (const question of questions) await asked(chat, question)
        }}
      >
        <ChatSurface>
          <HistoryList onOpen={() => {}} />
        </ChatSurface>
      </StoryChat>
    </div>
  ),
} satisfies Meta<Args>

export default meta
type Story = StoryObj<typeof meta>

export const Empty: Story = {}
export const Some: Story = {
  args: { questions: ['How do I embed the widget?', 'Which origins are allowed?', 'كيف أضيف الدردشة إلى موقعي؟'] },
}
