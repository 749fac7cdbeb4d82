import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { importsSearchOf, newImportSearchOf } from '#/imports/imports-search.ts'

const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports',
  validateSearch: importsSearchOf,
  component: lazyRouteComponent(() => import('#/imports/imports-page.tsx'), 'ImportsPage'),
})

const newImportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports/new',
  validateSearch: newImportSearchOf,
  component: lazyRouteComponent(() => import('#/imports/new-import-page.tsx'), 'NewImportPage'),
})

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('#/imports/import-page.tsx'), 'ImportPage'),
})

export const importsRoutes = [importsRoute, newImportRoute, importRoute] as const
