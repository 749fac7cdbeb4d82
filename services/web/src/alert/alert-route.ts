import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearchOf } from '#/alert/list-search.ts'
import { rootRoute } from '#/app/root-route.ts'

/** An alert by itself, whole. */
export const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$alertId',
  validateSearch: listSearchOf,
  component: lazyRouteComponent(() => import('#/alert/alert-page.tsx'), 'AlertPage'),
})
