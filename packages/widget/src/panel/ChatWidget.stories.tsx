import type { Meta, StoryObj } from '@storybook/react-vite'
import { StoryChat } from '../stories/StoryChat.tsx'
import { useStoryLook } from '../stories/StorySwitches.ts'
import { ChatWidget, type ChatWidgetProps } from './ChatWidget.tsx'

const Widget = (props: ChatWidgetProps) => <ChatWidget {...useStoryLook(props)} />

const meta = {
  title: 'Chat widget',
  component: ChatWidget,
  render: args => <Widget {...args} />,
  parameters: { layout: 'fullscreen', docs: { of: 'ChatWidget' } },
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
