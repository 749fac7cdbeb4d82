import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export function UnknownPage() {
  const { t } = useTranslation()
  return (
    <>
      <h1>{t('unknown.title')}</h1>
      <Link to="/">{t('unknown.back')}</Link>
    </>
  )
}
