'use client'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { useChatContext } from './ChatProvider.ts'
import type { ConversationCache } from './conversationCache.ts'
import { undoable } from './undoable.ts'
import { clientOwnsRetries, unwrap } from './unwrap.ts'

export type ChatMutation<Variables, Value> = UseMutationResult<
  Value,
  ChatError,
  Variables & { options?: RequestOptions }
>

/** An operation as a TanStack mutation. What `optimistic` changes in the cache is taken back on failure. */
export function useChatMutation<Variables extends object, Value>(
  operation: (client: ChatClient, request: Variables, options?: RequestOptions) => Promise<Result<Value>>,
  effects: {
    optimistic?(cache: ConversationCache, variables: Variables): void
    success?(cache: ConversationCache, value: Value, variables: Variables): void
  } = {},
): ChatMutation<Variables, Value> {
  const { client, queryClient, replies } = useChatContext()
  return useMutation<
    Value,
    ChatError,
    Variables & { options?: RequestOptions },
    ((error: unknown) => void) | undefined
  >(
    {
      ...clientOwnsRetries,
      mutationFn: ({ options, ...request }) => unwrap(operation(client, request as unknown as Variables, options)),
      onMutate: variables =>
        effects.optimistic && undoable(queryClient, client, () => effects.optimistic!(replies.cache, variables)),
      onSuccess: (value, variables) => effects.success?.(replies.cache, value, variables),
      onSettled: (_value, error, _variables, end) => end?.(error),
    },
    queryClient,
  )
}
