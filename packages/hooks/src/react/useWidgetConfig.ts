'use client'
import type { WidgetConfig } from '@parley/protocol'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { coreOf } from '../core/createChatClient.ts'
import { useQueryScope } from './useQueryScope.ts'
import { widgetConfigQuery } from './widgetConfigQuery.ts'

/** What the operator set for a widget to show before its first message; disabled where the backend has no such thing. */
export function useWidgetConfig(): UseQueryResult<WidgetConfig, ChatError> {
  const { client, queryClient, enabled } = useQueryScope()
  const isThere = coreOf(client).wire.routes.widgetConfig !== undefined
  return useQuery({ ...widgetConfigQuery(client), enabled: enabled && isThere }, queryClient) as UseQueryResult<
    WidgetConfig,
    ChatError
  >
}
