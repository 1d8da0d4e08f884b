import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { widgetConfig } from '../operations/widgetConfig.ts'
import { readQuery } from './readQuery.ts'

/** What the operator set for a widget to show before its first message. */
export const widgetConfigQuery = (client: ChatClient) =>
  queryOptions({ ...readQuery(client, 'widgetConfig', widgetConfig), staleTime: Infinity })
