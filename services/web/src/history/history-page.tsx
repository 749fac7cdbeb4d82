import { useTranslation } from 'react-i18next'
import { readsAlerts, useWho } from '#/api/who.ts'
import { AllHistory } from '#/history/all-history.tsx'
import { OwnHistory } from '#/history/own-history.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facets.css'
import '#/parts/facts.css'
import '#/history/history.css'

/** All of history for whoever may see it; for a department what it sent. */
export function HistoryPage() {
  const { t } = useTranslation('history')
  useTitle(t('title'))
  const maySearch = readsAlerts(useWho())
  return (
    <div className="history">
      <h1>{t('title')}</h1>
      {maySearch ? <AllHistory /> : <OwnHistory />}
    </div>
  )
}
