import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'

const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/public',
  staticData: { frame: 'open' },
  component: lazyRouteComponent(() => import('#/public/public-frame.tsx'), 'PublicFrame'),
})

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('#/public/home-page.tsx'), 'HomePage'),
})

const publicationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/publications',
  component: lazyRouteComponent(() => import('#/public/publications-page.tsx'), 'PublicationsPage'),
})

const complaintRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/complaint',
  component: lazyRouteComponent(() => import('#/public/matter-page.tsx'), 'ComplaintPage'),
})

const reportRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/report',
  component: lazyRouteComponent(() => import('#/public/matter-page.tsx'), 'ReportPage'),
})

const receiptRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/receipt',
  component: lazyRouteComponent(() => import('#/public/receipt-page.tsx'), 'ReceiptPage'),
})

/** For anybody: no sign-in, no navigation of the console. */
export const publicRoutes = frameRoute.addChildren([
  homeRoute,
  publicationsRoute,
  complaintRoute,
  reportRoute,
  receiptRoute,
])
