import { createRootRoute } from '@tanstack/react-router'
import { Shell } from '#/app/shell.tsx'
import { PageFailed } from '#/parts/page-failed.tsx'
import { UnknownPage } from '#/parts/unknown-page.tsx'

/** Above every page: navigation, who is signed in, and what a page that fails looks like. */
export const rootRoute = createRootRoute({
  component: Shell,
  errorComponent: PageFailed,
  notFoundComponent: UnknownPage,
})
