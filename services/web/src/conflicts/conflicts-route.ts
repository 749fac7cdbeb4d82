import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { conflictsSearchOf } from '#/conflicts/conflicts-search.ts'

export const conflictsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/conflicts',
  validateSearch: conflictsSearchOf,
  component: lazyRouteComponent(() => import('#/conflicts/conflicts-page.tsx'), 'ConflictsPage'),
})
