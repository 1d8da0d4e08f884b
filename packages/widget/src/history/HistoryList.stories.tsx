import type { Meta, StoryObj } from '@storybook/react-vite'
import { asked, StoryChat } from '../stories/StoryChat.tsx'
import { StorySurface } from '../stories/StorySurface.tsx'
import { HistoryList } from './HistoryList.tsx'

interface Args {
  questions?: string[]
}

const meta = {
  title: 'Conversations',
  parameters: { docs: { of: 'HistoryList' } },
  render: ({ questions = [] }: Args) => (
    <div style={{ width: 400 }}>
      <StoryChat
        prepare={async chat => {
          for (const question of questions) await asked(chat, question)
        }}
      >
        <StorySurface>
          <HistoryList onOpen={() => {}} />
        </StorySurface>
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
