import type { BeginRun, NewConversation } from './Storage.ts'

/** What a client of the conversation's dialect calls one of its messages. */
export const externalOf = ({ dialect }: NewConversation, id: string | undefined): BeginRun['external'] =>
  dialect === undefined || id === undefined ? undefined : { dialect, id }
