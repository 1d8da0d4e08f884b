'use client'
import type { WidgetConfig } from '@parley/protocol'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { useChatQuery } from './useChatQuery.ts'
import { widgetConfigQuery } from './widgetConfigQuery.ts'

/** What the operator set for a widget to show before its first message; disabled where the backend has no such thing. */
export const useWidgetConfig = (): UseQueryResult<WidgetConfig, ChatError> =>
  useChatQuery('widgetConfig', widgetConfigQuery)
