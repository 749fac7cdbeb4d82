import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AlertView } from '#/alert/alert-view.tsx'
import { HeadingsBelow } from '#/parts/section.tsx'

/** `/alerts/$alertId`: an alert by itself. */
export function AlertPage() {
  const { t } = useTranslation('alert')
  const { alertId } = useParams({ from: '/alerts/$alertId' })
  const search = useSearch({ from: '/alerts/$alertId' })
  const navigate = useNavigate()
  return (
    <HeadingsBelow level={1}>
      <AlertView
        // What was typed belongs to one alert.
        key={alertId}
        alertId={alertId}
        search={search}
        isWide
        move={(to) =>
          void navigate({
            to: '/alerts/$alertId',
            params: { alertId: to },
            search: (kept) => ({ ...kept, place: undefined }),
          })
        }
        leave={() => void navigate({ to: '/desk' })}
        aside={<Link to="/desk">{t('back')}</Link>}
      />
    </HeadingsBelow>
  )
}
