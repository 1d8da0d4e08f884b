import type { Message, Part, ReplyEvent } from '@parley/hooks'
import type { TestChatOptions } from '@parley/hooks/testing'

type Responder = NonNullable<TestChatOptions['responder']>

export const markdownAnswer = `To put the chat on a page, paste **three lines** and allow the page's origin.

## 1. Paste the script

\`\`\`html
<script async src="https://chat.example.com/embed/parley.js"
        data-publishable-key="pk_live_9f2c"></script>
\`\`\`

## 2. Allow the origin

1. Scheme and host, such as \`https://example.com\`
2. The port, when it is not the default
   - \`http://localhost:5173\` is not \`http://127.0.0.1:5173\`

| Setting | Default |
|---|---|
| \`data-mode\` | \`floating\` |
| \`data-theme\` | \`auto\` |

> Sessions live for 15 minutes.

- [x] Script pasted
- [ ] Origin allowed
`

export const sources = [
  { type: 'source-url', sourceId: '1', url: 'https://docs.example.com/embed', title: 'Embed the widget' },
  { type: 'source-url', sourceId: '2', url: 'https://docs.example.com/sessions', title: 'Sessions and origins' },
] satisfies Part[]

/** The events of an answer, a word each. */
function* answerEvents(text: string): Generator<ReplyEvent> {
  yield { type: 'text-start', id: '1' }
  for (const delta of text.match(/\S+\s*/g) ?? []) yield { type: 'text-delta', id: '1', delta }
}

/** Answers with this text, and then with these events. */
export const answering = (text = markdownAnswer, more: ReplyEvent[] = []): Responder =>
  async function* answer() {
    yield* answerEvents(text)
    yield* more
  }

/** Begins an answer and stays there until it is stopped. */
export const beginning = (text: string): Responder =>
  async function* begin({ signal }) {
    if (text) yield* answerEvents(text)
    await new Promise(resolve => signal.addEventListener('abort', resolve))
  }

/** Begins an answer and fails. */
export const failing = (text: string): Responder =>
  async function* fail() {
    yield* answerEvents(text)
    throw new Error('The model is away.')
  }

export const messageOf = (
  role: Message['role'],
  parts: Part[],
  status: Message['metadata']['status'] = 'complete',
): Message => ({ id: `${role}-1`, role, parts, metadata: { createdAt: '2026-01-15T10:00:00Z', status } })
