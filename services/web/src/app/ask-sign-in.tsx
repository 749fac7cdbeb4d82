import { lazy, Suspense, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { hasCode } from '#/api/failures.ts'
import { whoQuery, type Who } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { Loading } from '#/parts/loading.tsx'

/** Most who come are signed in. */
const SignInPage = lazy(async () => ({
  default: (await import('#/sign-in/sign-in-page.tsx')).SignInPage,
}))

export interface AskSignInProps {
  readonly children: (who: Who) => ReactNode
}

/** Asks for a sign-in in the place of the page, so that the address is kept. */
export function AskSignIn({ children }: AskSignInProps) {
  const who = useQuery(whoQuery)
  if (who.data !== undefined) return children(who.data)
  if (hasCode(who.error, 'SIGN_IN_NEEDED'))
    return (
      <Suspense fallback={<Loading />}>
        <SignInPage />
      </Suspense>
    )
  return <Asked of={who} />
}
