import type { WidgetConfig } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** What the operator set for a widget to show before its first message. */
export const widgetConfig: (
  client: ChatClient,
  _request?: void,
  options?: RequestOptions,
) => Promise<Result<WidgetConfig>> = operation('widgetConfig')
