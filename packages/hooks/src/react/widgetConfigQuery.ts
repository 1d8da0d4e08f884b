import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { widgetConfig } from '../operations/widgetConfig.ts'
import { keys } from './keys.ts'
import { clientOwnsRetries, unwrapFor } from './unwrap.ts'

/** What the operator set for a widget to show before its first message. */
export const widgetConfigQuery = (client: ChatClient) =>
  queryOptions({
    ...clientOwnsRetries,
    queryKey: keys.widgetConfig(client),
    queryFn: context => unwrapFor(client, context, widgetConfig, undefined),
    staleTime: Infinity,
  })
