import type { EventEncoder, Message, Problem } from '@parley/protocol'
import type { ConversationKey } from '../storage/Storage.ts'
import type { DialectOperations, Reply } from './dialectOperations.ts'

/** What a request asks, before an operation gets it. */
export interface Asked {
  /** The JSON body; throws what is wrong with it when it is read. */
  readonly body: unknown
  readonly query: Record<string, string>
  readonly params: Record<string, string>
  readonly headers: Headers
}

/**
 * Who may call: a visitor with a client token; a `service`, which is a visitor or the secret key; the `secret` key
 * alone; a `newcomer`, who gets a session when there is none.
 */
export type Access = 'visitor' | 'service' | 'secret' | 'newcomer'

type Name = keyof DialectOperations
type Input<N extends Name> = Parameters<DialectOperations[N]>[1]
type Output<N extends Name> = Awaited<ReturnType<DialectOperations[N]>>
/** A reply is answered in JSON when it is done. */
type Written<N extends Name> = Output<N> extends Reply ? Reply & { message: Message; finishReason?: string } : Output<N>

/** One row of a dialect: an operation of the server, how a request asks for it, and what is answered. */
export interface DialectRoute<N extends Name = Name> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  operation: N
  /** Default: `visitor`. */
  access?: Access
  /** Of success. Default 200, and 204 without `write`. */
  status?: number
  /** Which conversation, by the first key that fits; without one it is 404, unless `mayBeNew`. */
  conversation?(asked: Asked): ConversationKey | readonly ConversationKey[]
  mayBeNew?: boolean
  /** Its clients send the whole conversation each time: 16 MB are read, of which the newest messages count. */
  hasHistory?: true
  /** What the operation takes, where it takes anything. */
  read?(asked: Asked): Input<N>
  /** The answer in JSON. Undefined is no content. */
  write?(output: Written<N>, asked: Asked): unknown
  /** Its answer in JSON has a word for a reply that was stopped; without one that is an error. */
  tellsStop?: true
  /** How a reply is streamed; null for one answer in JSON when it is done. */
  events?(reply: Reply, asked: Asked): EventEncoder | null
  /** An error of this row, where it is told otherwise than the dialect's others. */
  refuse?: Refuse
}

type Refuse = (problem: Problem) => { status: number; body: unknown }

/** A foreign wire protocol as a table over the server's operations. */
export interface Dialect {
  readonly name: string
  /** Request headers of its clients, besides the usual, that a page must be allowed to send. */
  readonly headers: readonly string[]
  /** Where its clients put their credential; which one may depend on who may call the row. */
  credential(headers: Headers, access: Access): string | undefined
  /** The header for it, as whoever sent none is told. Default: `Authorization: Bearer …`. */
  credentialName?(access: Access): string
  /** Its streams are the AI SDK's, and marked as such. */
  readonly isUiMessageStream?: true
  readonly routes: readonly DialectRoute[]
  /** An error as its clients read it. Default: a problem document. */
  refuse?: Refuse
}

/** A row, with its operation's types checked against each other. */
export const row = <N extends Name>(route: DialectRoute<N>): DialectRoute => route
