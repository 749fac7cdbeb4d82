import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '#/parts/use-title.ts'

const PLACES = [
  ['/public/publications', 'publications'],
  ['/public/complaint', 'complaint'],
  ['/public/report', 'report'],
  ['/public/receipt', 'receipt'],
] as const

/** What anybody can do here. */
export function HomePage() {
  const { t } = useTranslation('public')
  useTitle(t('name'))
  return (
    <>
      <h1>{t('name')}</h1>
      <p>{t('about')}</p>
      <ul className="public-places">
        {PLACES.map(([path, name]) => (
          <li key={path}>
            <Link to={path}>
              <strong>{t(`${name}.title`)}</strong>
              <span>{t(`${name}.about`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="public-warning">{t('urgent')}</p>
    </>
  )
}
