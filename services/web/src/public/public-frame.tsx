import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '#/parts/language-choice.tsx'
import { useLargeType } from '#/public/large-type.ts'
import '#/public/public.css'
import '#/public/public-form.css'

const PAGES = [
  ['/public/publications', 'publications.title'],
  ['/public/complaint', 'complaint.title'],
  ['/public/report', 'report.title'],
  ['/public/receipt', 'receipt.title'],
] as const

/** Around the public pages: large type, language, and the way to the others. */
export function PublicFrame() {
  const { t } = useTranslation('public')
  const large = useLargeType()
  return (
    <div className={large.is_on ? 'public public-large' : 'public'}>
      <a className="public-skip" href="#public-page">
        {t('skip')}
      </a>
      <header className="public-bar">
        <Link to="/public" className="public-name">
          {t('name')}
        </Link>
        <div className="public-choices">
          <button type="button" aria-pressed={large.is_on} onClick={large.toggle}>
            {t(large.is_on ? 'usual_type' : 'large_type')}
          </button>
          <LanguageChoice />
        </div>
      </header>
      <nav className="public-pages" aria-label={t('navigation')}>
        {PAGES.map(([path, title]) => (
          <Link key={path} to={path}>
            {t(title)}
          </Link>
        ))}
      </nav>
      <main className="public-page" id="public-page" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="public-foot">
        <Link to="/">{t('to_console')}</Link>
      </footer>
    </div>
  )
}
