import type { Meta, StoryObj } from '@storybook/react-vite'
import { StorySurface } from '../stories/StorySurface.tsx'
import { Launcher } from './Launcher.tsx'

const meta = {
  title: 'Launcher',
  component: Launcher,
  parameters: { docs: { of: 'Launcher' } },
  args: { open: false, onToggle: () => {} },
  // Fixed to the window, as a transformed box is to its contents.
  render: args => (
    <div style={{ width: 160, height: 120, transform: 'scale(1)' }}>
      <StorySurface>
        <Launcher {...args} />
      </StorySurface>
    </div>
  ),
} satisfies Meta<typeof Launcher>

export default meta
type Story = StoryObj<typeof meta>

export const Closed: Story = {}
export const Open: Story = { args: { open: true } }
export const WithUnreadAnswers: Story = { args: { unread: 2, unreadText: '2 new answers' } }
