export {
  createTestChat,
  TEST_PUBLISHABLE_KEY,
  TEST_SECRET_KEY,
  TEST_SERVER_URL,
  type TestChat,
  type TestChatOptions,
} from './createTestChat.ts'
export {
  createSwitchedChat,
  switchedOff,
  type SwitchedChat,
  type SwitchedChatOptions,
  type Switches,
} from './createSwitchedChat.ts'
export type { Faults } from './faults.ts'
export { switchFaults, type SwitchFault } from './switchFaults.ts'
export { testBackends, type TestBackend } from './testBackends.ts'
export type { Cassette, CassetteEvent } from './cassettes/Cassette.ts'
export { cassetteEvents } from './cassettes/cassetteEvents.ts'
export { cassetteMessage } from './cassettes/cassetteMessage.ts'
export { cassetteResponder, cutAsRecorded } from './cassettes/cassetteResponder.ts'
export { formatCassette } from './cassettes/formatCassette.ts'
export { readCassette } from './cassettes/readCassette.ts'
export { recordCassette, type RecordCassetteOptions } from './cassettes/recordCassette.ts'
export { redactEvents, redactText, type Redaction } from './cassettes/redactEvents.ts'
