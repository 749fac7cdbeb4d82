import { createRootRoute } from '@tanstack/react-router'
import { Root } from '#/app/root.tsx'
import { PageFailed } from '#/parts/page-failed.tsx'
import { UnknownPage } from '#/parts/unknown-page.tsx'

/** Above every page: what stands around it, and what a page that fails looks like. */
export const rootRoute = createRootRoute({
  component: Root,
  errorComponent: PageFailed,
  notFoundComponent: UnknownPage,
})
