import { Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { whoQuery, type Who } from '#/api/who.ts'
import { placesFor } from '#/app/places-for.ts'
import { SideBar } from '#/app/side-bar.tsx'
import { useLiveAlerts } from '#/live/use-live.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'
import { SignInPage } from '#/sign-in/sign-in-page.tsx'
import '#/app/shell.css'

/** Asks for a sign-in in the place of the page, so that the address is kept. */
export function Shell() {
  const who = useQuery(whoQuery)
  if (who.data !== undefined) return <SignedIn who={who.data} />
  if (hasCode(who.error, 'SIGN_IN_NEEDED')) return <SignInPage />
  if (who.error !== null)
    return <FailureNotice failure={who.error} retry={() => void who.refetch()} />
  return <Loading />
}

function SignedIn({ who }: { readonly who: Who }) {
  const { t } = useTranslation()
  useLiveAlerts()
  return (
    <div className="shell">
      <a className="shell-skip" href="#page">
        {t('skip')}
      </a>
      <header className="shell-bar">
        <Link to="/" className="shell-name">
          {t('title')}
        </Link>
        <nav className="shell-places" aria-label={t('navigation')}>
          {placesFor(who).map(({ path, title }) => (
            <Link key={path} to={path}>
              {t(title)}
            </Link>
          ))}
        </nav>
        <SideBar who={who} />
      </header>
      <main className="shell-page" id="page" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}
