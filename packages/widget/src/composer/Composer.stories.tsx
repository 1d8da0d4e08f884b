import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { StorySurface } from '../stories/StorySurface.tsx'
import { Composer, type ComposerProps } from './Composer.tsx'

const noop = () => {}

function Typed(props: ComposerProps) {
  const [draft, setDraft] = useState(props.draft)
  return <Composer {...props} draft={draft} onDraft={setDraft} canSend={draft.trim() !== '' && !props.notice} />
}

const meta = {
  title: 'Composer',
  parameters: { docs: { of: 'Composer' } },
  component: Composer,
  render: args => (
    <div style={{ width: 400 }}>
      <StorySurface>
        <Typed {...args} />
      </StorySurface>
    </div>
  ),
  args: { draft: '', onDraft: noop, onSend: noop, canSend: false },
} satisfies Meta<typeof Composer>

export default meta
type Story = StoryObj<typeof meta>

export const Empty: Story = {}
export const Typing: Story = { args: { draft: 'How do I embed the widget?' } }
export const ManyLines: Story = {
  args: { draft: Array.from({ length: 14 }, (_, line) => `Line ${line + 1}`).join('\n') },
}
export const WhileAReplyIsWritten: Story = { args: { onStop: noop } }
export const Offline: Story = { args: { draft: 'Still here', notice: 'You can send when you are online again.' } }
export const RightToLeft: Story = { args: { draft: 'كيف أضيف الدردشة إلى موقعي؟' } }
