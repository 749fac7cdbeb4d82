import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { heldSearchOf } from '#/sources/quarantine-search.ts'
import { sourceSearchOf, sourcesSearchOf } from '#/sources/source-search.ts'

const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  validateSearch: sourcesSearchOf,
  component: lazyRouteComponent(() => import('#/sources/sources-page.tsx'), 'SourcesPage'),
})

const sourceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/source',
  validateSearch: sourceSearchOf,
  component: lazyRouteComponent(() => import('#/sources/source-page.tsx'), 'SourcePage'),
})

const quarantineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/quarantine',
  validateSearch: heldSearchOf,
  component: lazyRouteComponent(() => import('#/sources/quarantine-page.tsx'), 'QuarantinePage'),
})

const groupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/quarantine/groups/$groupId',
  component: lazyRouteComponent(() => import('#/sources/group-page.tsx'), 'GroupPage'),
})

const refusedInputRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources/quarantine/$id',
  component: lazyRouteComponent(
    () => import('#/sources/refused-input-page.tsx'),
    'RefusedInputPage',
  ),
})

export const sourcesRoutes = [
  sourcesRoute,
  sourceRoute,
  quarantineRoute,
  groupRoute,
  refusedInputRoute,
] as const
