import type { Meta, StoryObj } from '@storybook/react-vite'
import { Message } from '../message/Message.tsx'
import { markdownAnswer, messageOf } from '../stories/answers.ts'
import { StorySurface } from '../stories/StorySurface.tsx'
import { ChatSurface } from './ChatSurface.tsx'

const meta = {
  title: 'Chat surface',
  component: ChatSurface,
  parameters: { docs: { of: 'ChatSurface' } },
  args: { children: <Message message={messageOf('assistant', [{ type: 'text', text: markdownAnswer }])} /> },
  render: args => (
    <div style={{ width: 420 }}>
      <StorySurface {...args} />
    </div>
  ),
} satisfies Meta<typeof ChatSurface>

export default meta
type Story = StoryObj<typeof meta>

export const AroundParts: Story = {}
export const InArabic: Story = { args: { locale: 'ar' } }
export const WithAnAccent: Story = { args: { accent: '#0f766e' } }
