'use client'
import { chatSessionsRevoke } from '../operations/chatSessionsRevoke.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Revokes the client's session; `forget` also ends the visitor token, so that the next visitor is a new one. */
export const useChatSessionsRevokeMutation = (): ChatMutation<{ id?: string; forget?: boolean }, void> =>
  useChatMutation(chatSessionsRevoke)
