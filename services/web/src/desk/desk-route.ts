import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { beginDesk } from '#/desk/begin-desk.ts'
import { deskSearchOf } from '#/desk/desk-search.ts'

/** The list; an alert that is opened from it stands beside it, at an address below this one. */
export const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  validateSearch: deskSearchOf,
  component: lazyRouteComponent(() => {
    void beginDesk(window.location)
    return import('#/desk/desk-page.tsx')
  }, 'DeskPage'),
})
