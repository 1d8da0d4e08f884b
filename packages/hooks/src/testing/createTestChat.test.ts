import { afterEach, expect, test, vi } from 'vitest'
import { conversationsList } from '../operations/conversationsList.ts'
import { createTestChat } from './createTestChat.ts'

afterEach(() => vi.unstubAllGlobals())

test('an environment that lacks what browsers and Node have is told as what it is', async () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto)
  vi.stubGlobal('crypto', { getRandomValues })
  const chat = createTestChat()
  const { error } = await conversationsList(chat.client, {}, { retries: { strategy: 'none' } })
  expect(error!.message).toMatch(/^The test server made no session: /)
  expect(String((error!.cause as Error).cause)).toMatch(/TypeError.*digest/)
  await chat.close()
})
