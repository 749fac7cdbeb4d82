import { createRoute, createRouter } from '@tanstack/react-router'
import { alertPanelRoute } from '#/alert/alert-panel-route.ts'
import { alertRoute } from '#/alert/alert-route.ts'
import { rootRoute } from '#/app/root-route.ts'
import { deskRoute } from '#/desk/desk-route.ts'
import { FirstPage } from '#/app/first-page.tsx'
import { importsRoutes } from '#/imports/imports-routes.ts'
import { overviewRoutes } from '#/overview/overview-routes.ts'
import { printRoutes } from '#/print/print-routes.ts'
import { publicRoutes } from '#/public/public-routes.ts'
import { ruleRoutes } from '#/rules/rules-route.ts'
import { linkProposalsRoute, subjectRoute, subjectsRoute } from '#/subject/subject-routes.ts'
import { historyRoute } from '#/history/history-route.ts'
import { conflictsRoute } from '#/conflicts/conflicts-route.ts'
import { sourcesRoutes } from '#/sources/sources-routes.ts'

const firstRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: FirstPage,
})

/** Every page registers its route here; its code is fetched when it is opened. */
const routes = [
  firstRoute,
  deskRoute.addChildren([alertPanelRoute(deskRoute)]),
  alertRoute,
  ...importsRoutes,
  ...overviewRoutes,
  ...printRoutes,
  conflictsRoute,
  ...sourcesRoutes,
  historyRoute,
  publicRoutes,
  ...ruleRoutes,
  subjectsRoute,
  subjectRoute,
  linkProposalsRoute,
] as const

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
