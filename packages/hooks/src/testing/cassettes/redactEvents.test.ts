import { messageText, type ReplyEvent } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createChat } from '../../operations/createChat.ts'
import { createTestChat } from '../createTestChat.ts'
import { cassetteMessage } from './cassetteMessage.ts'
import { formatCassette } from './formatCassette.ts'
import { recordCassette } from './recordCassette.ts'
import { redactEvents, redactText } from './redactEvents.ts'

test.each([
  ['Write to ada.lovelace+test@example.co.uk, please', 'Write to [email], please'],
  ['cst_N5f9aKd0PqXyZ and sk-proj-0a1b2c3d4e', '[token] and [token]'],
  ['Authorization: Bearer abcdef0123456789', 'Authorization: Bearer [token]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[token]'],
  ['https://files.example.com/a.pdf?token=s3cr3t&page=2', 'https://files.example.com/a.pdf?token=[token]&page=2'],
  ['order 9f1c2b7e-1d2c-4f3a-8b4c-0123456789ab of v_Z1y2X3w4V5', 'order id-1 of id-2'],
  ['Run the run_migrations of conversation call_center', 'Run the run_migrations of conversation call_center'],
  ['Price: 12 € @ home', 'Price: 12 € @ home'],
])('%s', (text, expected) => expect(redactText(text)).toBe(expected))

test('the same id keeps one name, so that what belonged together still does', () => {
  const events = [
    { type: 'tool-input-start', toolCallId: 'call_9aB8c7D6e5', toolName: 'search' },
    { type: 'tool-output-available', toolCallId: 'call_9aB8c7D6e5', output: { mail: 'ada@example.com', ids: ['msg_0aB1c2D3e4'] } },
  ] as ReplyEvent[] // prettier-ignore
  expect(redactEvents(events)).toEqual([
    { type: 'tool-input-start', toolCallId: 'id-1', toolName: 'search' },
    { type: 'tool-output-available', toolCallId: 'id-1', output: { mail: '[email]', ids: ['id-2'] } },
  ])
})

test('a secret is gone wherever the deltas cut it', () => {
  const secret = 'ask ada@example.com or use cst_0123456789abcdef, Ada'
  for (let first = 0; first <= secret.length; first++)
    for (let second = first; second <= secret.length; second += 7) {
      const pieces = [secret.slice(0, first), secret.slice(first, second), secret.slice(second)]
      const events = pieces.map(delta => ({ type: 'text-delta', id: '1', delta }) as const)
      const text = redactEvents(events, [/\bAda\b/g]).map(event => ('delta' in event ? event.delta : ''))
      expect(text.join('')).toBe('ask [email] or use [token], [redacted]')
    }
})

test('a recording holds nothing of the visitor, and plays what was said', async () => {
  const chat = createTestChat({ userIdentifier: 'ada@example.com' })
  const text = 'My mail is ada@example.com and my key sk_live_0123456789 of run 9f1c2b7e-1d2c-4f3a-8b4c-0123456789ab'
  const begun = await createChat(chat.client, { message: { text } })
  const cassette = await recordCassette(begun.value!, { name: 'Private', question: text, redact: [/My mail/g] })
  const ids = [await begun.value!.conversationId, begun.value!.message.id, chat.client.visitorId!]
  await chat.close()
  const file = formatCassette(cassette)
  for (const hidden of ['ada', 'sk_live', '9f1c2b7e', 'My mail', 'cst_', ...ids]) expect(file).not.toContain(hidden)
  expect(messageText(cassetteMessage(cassette))).toBe('[redacted] is [email] and my key [token] of run id-1')
})
