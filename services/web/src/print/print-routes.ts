import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'

const documentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/print/alerts/$alertId/$document',
  staticData: { frame: 'paper' },
  component: lazyRouteComponent(() => import('#/print/document-page.tsx'), 'DocumentPage'),
})

const dossierRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/print/subjects/$subjectId',
  staticData: { frame: 'paper' },
  component: lazyRouteComponent(() => import('#/print/dossier-page.tsx'), 'DossierPage'),
})

/** What goes onto paper: for who is signed in, without the navigation. */
export const printRoutes = [documentRoute, dossierRoute] as const
