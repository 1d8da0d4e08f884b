import { expect, it } from 'vitest'
import { createStableKeys } from './createStableKeys.ts'

it('keeps the key of a message that gets its id from the server', () => {
  const keysOf = createStableKeys()
  expect(keysOf(['local'])).toEqual(['local'])
  expect(keysOf(['msg_1', 'msg_2'])).toEqual(['local', 'msg_2'])
  expect(keysOf(['msg_1', 'msg_2', 'local_2'])).toEqual(['local', 'msg_2', 'local_2'])
  expect(keysOf(['msg_1', 'msg_2', 'msg_3', 'msg_4'])).toEqual(['local', 'msg_2', 'local_2', 'msg_4'])
})

it('gives older messages keys of their own', () => {
  const keysOf = createStableKeys()
  keysOf(['msg_3', 'msg_4'])
  expect(keysOf(['msg_1', 'msg_2', 'msg_3', 'msg_4'])).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4'])
})

it('gives what took the place of another a key of its own when that comes back', () => {
  const keysOf = createStableKeys()
  keysOf(['msg_1'])
  expect(keysOf(['local_1'])).toEqual(['msg_1'])
  expect(keysOf(['msg_1', 'local_1'])).toEqual(['msg_1', 'local_1'])
  expect(keysOf(['local_2'])).toEqual(['msg_1'])
  expect(keysOf(['msg_2'])).toEqual(['msg_1'])
  expect(keysOf(['local_3'])).toEqual(['msg_1'])
  expect(keysOf(['msg_2', 'local_3'])).toEqual(['msg_1', 'local_3'])
})
