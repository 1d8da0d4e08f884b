import type * as contract from './contract.d.ts'
import type * as hooks from '@parley/hooks'

/** Compiles only while the package can stand wherever the contract is asked for. */
type Assignable<Target, Source extends Target> = Source
type Values = keyof typeof contract
type Missing = Exclude<Values, keyof typeof hooks>

const nothingIsMissing: [Missing] extends [never] ? true : Missing = true

// Each value on its own, so that an error names it.
type Checked = {
  [Name in Exclude<Values, 'ChatError' | 'ChatProvider'>]: (typeof hooks)[Name] extends (typeof contract)[Name]
    ? true
    : { notAssignable: Name; expected: (typeof contract)[Name]; actual: (typeof hooks)[Name] }
}
type Wrong = { [Name in keyof Checked as Checked[Name] extends true ? never : Name]: Checked[Name] }
const nothingIsWrong: [keyof Wrong] extends [never] ? true : Wrong = true

declare const error: hooks.ChatError
const asContract: contract.ChatError = error

export type Types = [
  Assignable<contract.ChatSession, hooks.ChatSession>,
  Assignable<contract.SessionReason, hooks.SessionReason>,
  Assignable<contract.ChatClient, hooks.ChatClient>,
  Assignable<contract.Backend, hooks.Backend>,
  Assignable<contract.Capability, hooks.Capability>,
  Assignable<contract.ReplyStream, hooks.ReplyStream>,
  Assignable<contract.RetryConfig, hooks.RetryConfig>,
  Assignable<contract.ChatErrorCode, hooks.ChatErrorCode>,
  Assignable<hooks.ChatErrorCode, contract.ChatErrorCode>,
  Assignable<contract.UseChatResult, hooks.UseChatResult>,
]
export const checks = [nothingIsMissing, nothingIsWrong, asContract]
