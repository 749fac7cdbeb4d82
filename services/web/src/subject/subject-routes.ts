import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '#/app/root-route.ts'
import { subjectSearchOf } from '#/subject/subject-search.ts'

/** Looking for a subject; nothing that is typed there stands in the address. */
export const subjectsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/subjects',
  component: lazyRouteComponent(() => import('#/subject/subjects-page.tsx'), 'SubjectsPage'),
})

/** The file of one subject. */
export const subjectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/subjects/$subjectId',
  validateSearch: subjectSearchOf,
  component: lazyRouteComponent(() => import('#/subject/subject-page.tsx'), 'SubjectPage'),
})

interface LinkProposalsSearch {
  readonly score_min?: number
}

/** Subjects that are known by name only, with those that they may be. */
export const linkProposalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link-proposals',
  validateSearch: ({ score_min }: Readonly<Record<string, unknown>>): LinkProposalsSearch =>
    typeof score_min === 'number' ? { score_min } : {},
  component: lazyRouteComponent(
    () => import('#/subject/link-proposals-page.tsx'),
    'LinkProposalsPage',
  ),
})
