import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
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
export const OpenInTheDark: Story = {
  args: { defaultOpen: true, theme: 'dark' },
  async play({ canvasElement }) {
    const panel = await waitFor(() => {
      const found = canvasElement.querySelector('[data-parley]')?.shadowRoot?.querySelector('[role=dialog]')
      if (!found) throw new Error('The panel is not here yet.')
      return found
    })
    const { backgroundColor, fontFamily, letterSpacing } = getComputedStyle(panel)
    await expect(backgroundColor).toBe('rgb(22, 22, 26)')
    await expect(fontFamily).toMatch(/^system-ui/)
    await expect(letterSpacing).not.toBe('normal')
  },
}
export const AtTheOtherSide: Story = { args: { defaultOpen: true, position: 'start', accent: '#0f766e' } }
