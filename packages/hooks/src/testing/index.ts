export {
  createTestChat,
  TEST_PUBLISHABLE_KEY,
  TEST_SECRET_KEY,
  TEST_SERVER_URL,
  type TestChat,
  type TestChatOptions,
} from './createTestChat.ts'
export type { Faults } from './faults.ts'
