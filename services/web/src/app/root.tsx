import { Suspense } from 'react'
import { Outlet, useMatches } from '@tanstack/react-router'
import type { Frame } from '#/app/frame.ts'
import { AskSignIn } from '#/app/ask-sign-in.tsx'
import { Shell } from '#/app/shell.tsx'
import { Loading } from '#/parts/loading.tsx'

/** Who may see a page, and what stands around it, as its route says. */
export function Root() {
  const frame = useMatches({
    select: (matches) =>
      matches.reduce<Frame>((above, { staticData }) => staticData.frame ?? above, 'console'),
  })
  if (frame === 'open') return <Page />
  return <AskSignIn>{(who) => (frame === 'console' ? <Shell who={who} /> : <Page />)}</AskSignIn>
}

function Page() {
  return (
    <Suspense fallback={<Loading />}>
      <Outlet />
    </Suspense>
  )
}
