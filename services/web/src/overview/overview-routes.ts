import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { dutyFilterOf, warningFilterOf } from '#/overview/list-filters.ts'
import { overviewSearchOf } from '#/overview/overview-search.ts'
import { wallSearchOf } from '#/overview/wall/wall-search.ts'

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview',
  validateSearch: overviewSearchOf,
  component: lazyRouteComponent(() => import('#/overview/overview-page.tsx'), 'OverviewPage'),
})

const warningsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview/warnings',
  validateSearch: warningFilterOf,
  component: lazyRouteComponent(() => import('#/overview/warnings-page.tsx'), 'WarningsPage'),
})

const dutiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview/duties',
  validateSearch: dutyFilterOf,
  component: lazyRouteComponent(() => import('#/overview/duties-page.tsx'), 'DutiesPage'),
})

const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wall',
  validateSearch: wallSearchOf,
  staticData: { frame: 'wall' },
  component: lazyRouteComponent(() => import('#/overview/wall/wall-page.tsx'), 'WallPage'),
})

/**
 * Where risk is now, on a laptop and on a wall, and the lists behind its numbers that no other
 * page has.
 */
export const overviewRoutes = [overviewRoute, warningsRoute, dutiesRoute, wallRoute] as const
