import type { Meta, StoryObj } from '@storybook/react-vite'
import { markdownAnswer, messageOf, sources } from '../stories/answers.ts'
import { StorySurface } from '../stories/StorySurface.tsx'
import { Message } from './Message.tsx'

const noop = () => {}
const text = (value: string) => ({ type: 'text' as const, text: value })

const meta = {
  title: 'Message',
  parameters: { docs: { of: 'Message' } },
  component: Message,
  decorators: [
    Story => (
      <div style={{ width: 400 }}>
        <StorySurface>
          <Story />
        </StorySurface>
      </div>
    ),
  ],
  args: { message: messageOf('assistant', [text(markdownAnswer)]), latest: true, onRetry: noop },
} satisfies Meta<typeof Message>

export default meta
type Story = StoryObj<typeof meta>

export const FromTheVisitor: Story = {
  args: { message: messageOf('user', [text('How do I embed the widget?\nOn several pages?')]) },
}
export const ThatCanBeEdited: Story = {
  args: { message: messageOf('user', [text('How do I embed the widget?')]), onEdit: noop },
}
export const NotSent: Story = { args: { message: messageOf('user', [text('How do I embed it?')], 'failed') } }
export const Answer: Story = { args: { onFeedback: noop, onRegenerate: noop } }
export const WithSources: Story = {
  args: { message: messageOf('assistant', [text('Paste three lines.'), ...sources]), onFeedback: noop },
}
export const Waiting: Story = { args: { message: messageOf('assistant', [], 'streaming') } }
export const Writing: Story = {
  args: { message: messageOf('assistant', [text('Paste **three li')], 'streaming') },
}
export const Interrupted: Story = {
  args: { message: messageOf('assistant', [text('Paste three lines into')], 'interrupted') },
}
export const Failed: Story = { args: { message: messageOf('assistant', [text('Paste')], 'failed') } }
export const Stopped: Story = { args: { message: messageOf('assistant', [text('Paste three')], 'stopped') } }
export const ReasoningAndTools: Story = {
  args: {
    message: messageOf('assistant', [
      { type: 'reasoning', text: 'The visitor wants to embed the widget.' },
      { type: 'tool-search_docs', toolCallId: '1', state: 'output-available', input: { query: 'embed' }, output: ['embed.md'] },
      { type: 'tool-search_docs', toolCallId: '2', state: 'output-error', errorText: 'The index is away.' },
      text('Paste three lines.'),
      { type: 'file', url: 'https://files.example.com/guide.pdf', mediaType: 'application/pdf', filename: 'guide.pdf' },
      { type: 'data-weather', data: { city: 'Oslo' } },
    ]),
  },
} // prettier-ignore
export const UntrustedMarkdown: Story = {
  args: {
    message: messageOf('assistant', [
      text(
        '<img src=x onerror=alert(1)> [click](javascript:alert(1)) ![tracker](https://evil.example/p.png)\n\n' +
          '> '.repeat(400),
      ),
    ]),
  },
}
export const RightToLeft: Story = {
  args: {
    message: messageOf('assistant', [
      text('الصق **ثلاثة أسطر** في صفحتك:\n\n```html\n<script></script>\n```\n\n- أولا\n- ثانيا'),
    ]),
  },
  decorators: [
    Story => (
      <div dir="rtl">
        <Story />
      </div>
    ),
  ],
}
