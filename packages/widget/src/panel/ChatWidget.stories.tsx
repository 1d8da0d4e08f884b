import type { Meta, StoryObj } from '@storybook/react-vite'
import { settled } from '../stories/settled.ts'
import { StoryChat } from '../stories/StoryChat.tsx'
import { ChatWidget } from './ChatWidget.tsx'

const meta = {
  play: settled,
  title: 'Chat widget',
  component: ChatWidget,
  parameters: { layout: 'fullscreen' },
  decorators: [
    Story => (
      <div style={{ height: 760 }}>
        <StoryChat>
          <Story />
        </StoryChat>
      </div>
    ),
  ],
} satisfies Meta<typeof ChatWidget>

export default meta
type Story = StoryObj<typeof meta>

export const Closed: Story = {}
export const Open: Story = { args: { defaultOpen: true } }
export const OpenInTheDark: Story = { args: { defaultOpen: true, theme: 'dark' } }
export const AtTheOtherSide: Story = { args: { defaultOpen: true, position: 'start', accent: '#0f766e' } }
