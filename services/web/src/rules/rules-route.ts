import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { librarySearchOf, ruleSearchOf } from '#/rules/rules-search.ts'

/** The library of rules, and one of them. */
export const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: librarySearchOf,
  component: lazyRouteComponent(() => import('#/rules/rules-page.tsx'), 'RulesPage'),
})

export const ruleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/$ruleId',
  validateSearch: ruleSearchOf,
  component: lazyRouteComponent(() => import('#/rules/rule-page.tsx'), 'RulePage'),
})
