'use client'
import type { ChatSession, SessionWish } from '../core/session.ts'
import { chatSessionsCreate } from '../operations/chatSessionsCreate.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Mints a session with the client's session source; with `adopt` the client uses it from now on. */
export const useChatSessionsCreateMutation = (): ChatMutation<SessionWish & { adopt?: boolean }, ChatSession> =>
  useChatMutation(chatSessionsCreate)
