import { Suspense } from 'react'
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Who } from '#/api/who.ts'
import { placesFor } from '#/app/places-for.ts'
import { SideBar } from '#/app/side-bar.tsx'
import { useLiveAlerts } from '#/live/use-live.ts'
import { Loading } from '#/parts/loading.tsx'
import '#/app/shell.css'

/** The console around its pages, for who is signed in. */
export function Shell({ who }: { readonly who: Who }) {
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
