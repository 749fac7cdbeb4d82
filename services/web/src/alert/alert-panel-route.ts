import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router'

/** An alert beside the list from which it was opened, under the list's own address. */
export function alertPanelRoute<Parent extends AnyRoute>(parent: Parent) {
  return createRoute({
    getParentRoute: () => parent,
    path: '$alertId',
    component: lazyRouteComponent(() => import('#/alert/alert-panel.tsx'), 'AlertPanel'),
  })
}
