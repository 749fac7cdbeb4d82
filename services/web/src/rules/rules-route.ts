import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { editSearchOf, librarySearchOf, ruleSearchOf } from '#/rules/rules-search.ts'

/** The library of rules, and one of them. */
const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: librarySearchOf,
  component: lazyRouteComponent(() => import('#/rules/rules-page.tsx'), 'RulesPage'),
})

const ruleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/$ruleId',
  validateSearch: ruleSearchOf,
  component: lazyRouteComponent(() => import('#/rules/rule-page.tsx'), 'RulePage'),
})

/** Writing one. It goes before a rule whose id is `edit`. */
const ruleEditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/edit',
  validateSearch: editSearchOf,
  component: lazyRouteComponent(() => import('#/rules/editor/edit-page.tsx'), 'EditPage'),
})

/** The library, a rule, and the editor. */
export const ruleRoutes = [rulesRoute, ruleRoute, ruleEditRoute] as const
