import { requireWidgetAccess } from './authenticate.ts'
import { json, openRoute, type Route } from './Route.ts'

export const widgetRoutes: Route[] = [
  openRoute(['GET', '/v1/widget', 'widget.config'], async call => {
    await requireWidgetAccess(call)
    return json(call.context.widget)
  }),
]
