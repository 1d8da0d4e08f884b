import { expect, test } from 'vitest'
import { ResponderError } from '../responders/ResponderError.ts'
import { StorageUnavailable } from '../storage/Storage.ts'
import { describeError } from './describeError.ts'

const thrown = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('words that may quote what was sent are left out, wherever they stand', () => {
  const quoting = thrown(() => JSON.parse('canary'))
  const cases = [
    quoting,
    new Error('canary'),
    new StorageUnavailable('away', { cause: quoting }),
    Object.assign(new Error('canary\n    at canary'), { name: 'AI_APICallError' }),
    new ResponderError('responder_failed', 'ended', { cause: 'canary' }),
    'canary',
    { message: 'canary' },
  ]
  for (const error of cases) expect(JSON.stringify(describeError(error))).not.toContain('canary')
  expect(describeError(quoting)).toMatchObject({ name: 'SyntaxError', stack: expect.any(Array) as unknown })
})

test('what the runtime, the database and we say is told, with where it happened', () => {
  expect(describeError(new ResponderError('bad_gateway', 'The model broke off.'))).toMatchObject({
    name: 'ResponderError',
    code: 'bad_gateway',
    message: 'The model broke off.',
  })
  const cause = Object.assign(new Error('disk I/O error'), { name: 'SqliteError', code: 'SQLITE_IOERR' })
  expect(describeError(new StorageUnavailable('The database does not answer.', { cause }))).toMatchObject({
    message: 'The database does not answer.',
    cause: { code: 'SQLITE_IOERR', message: 'disk I/O error' },
  })
})
