import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { historySearchOf } from '#/history/history-search.ts'

export const historyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/history',
  validateSearch: historySearchOf,
  component: lazyRouteComponent(() => import('#/history/history-page.tsx'), 'HistoryPage'),
})

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What somebody typed into the search: kept by the browser, and in no address. */
    readonly words?: string | undefined
  }
}
