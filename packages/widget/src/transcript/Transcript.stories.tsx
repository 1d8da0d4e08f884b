import { useContinueChat } from '@parley/hooks'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { answering, markdownAnswer, sources } from '../stories/answers.ts'
import { asked, StoryChat } from '../stories/StoryChat.tsx'
import { StorySurface } from '../stories/StorySurface.tsx'
import { Transcript } from './Transcript.tsx'

interface Args {
  question?: string
  answer?: string
}

function OneConversation({ conversationId }: { conversationId: string | null }) {
  const { status, error, retry } = useContinueChat(conversationId)
  return (
    <StorySurface>
      <div style={{ height: 560, display: 'flex', flexDirection: 'column' }}>
        <Transcript
          conversationId={conversationId}
          status={status}
          error={error}
          suggestions={['How do I embed the widget?']}
          onRetry={() => void retry().catch(() => {})}
        />
      </div>
    </StorySurface>
  )
}

function Conversation({ question, answer = markdownAnswer }: Args) {
  const [id, setId] = useState<string | null>(null)
  return (
    <div style={{ width: 440 }}>
      <StoryChat
        responder={answering(answer, sources)}
        prepare={async chat => {
          if (question) setId(await asked(chat, question))
        }}
      >
        <OneConversation conversationId={id} />
      </StoryChat>
    </div>
  )
}

const meta = {
  title: 'Transcript',
  parameters: { docs: { of: 'Transcript' } },
  render: (args: Args) => <Conversation {...args} />,
} satisfies Meta<Args>

export default meta
type Story = StoryObj<typeof meta>

export const Empty: Story = {}
export const ShortAnswer: Story = { args: { question: 'How?', answer: 'Paste three lines.' } }
export const LongAnswer: Story = {
  args: { question: 'How do I embed the widget?', answer: `${markdownAnswer}\n`.repeat(5) },
}
