import { json, openRoute, type Route } from './Route.ts'

export const healthRoutes: Route[] = [
  openRoute(['GET', '/healthz', 'health.live'], async () => json({ status: 'ok' })),
  openRoute(['GET', '/readyz', 'health.ready'], async ({ context }) => {
    await context.storage.findToken('readiness')
    await context.expectWrites(context.now())
    return json({ status: 'ok' })
  }),
]
