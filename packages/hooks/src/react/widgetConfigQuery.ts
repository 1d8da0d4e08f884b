import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { widgetConfig } from '../operations/widgetConfig.ts'
import type { WidgetConfig } from '@parley/protocol'
import { readQuery, type ReadOptions } from './readQuery.ts'

/** What the operator set for a widget to show before its first message. */
export const widgetConfigQuery = (client: ChatClient): ReadOptions<WidgetConfig> =>
  queryOptions({ ...readQuery(client, 'widgetConfig', widgetConfig), staleTime: Infinity })
