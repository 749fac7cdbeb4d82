import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { AlertView } from '#/alert/alert-view.tsx'
import { listSearchOf } from '#/alert/list-search.ts'
import { HeadingsBelow } from '#/parts/section.tsx'

/** An alert beside its list. It stays open while somebody goes through the list. */
export function AlertPanel() {
  const { t } = useTranslation('alert')
  const { alertId } = useParams({ strict: false })
  const search = listSearchOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  if (alertId === undefined) return null
  const leave = () => void navigate({ to: '/desk', search: true })
  return (
    <HeadingsBelow level={2}>
      <AlertView
        key={alertId}
        alertId={alertId}
        search={search}
        move={(to) =>
          void navigate({
            to: '/desk/$alertId',
            params: { alertId: to },
            search: (kept: Record<string, unknown>) => ({ ...kept, place: undefined }),
          })
        }
        leave={leave}
        aside={
          <>
            <a href={`/alerts/${alertId}`} target="_blank" rel="noreferrer">
              {t('open_page')}
            </a>
            <Button size="small" onClick={leave} aria-keyshortcuts="Escape">
              {t('close_panel')}
            </Button>
          </>
        }
      />
    </HeadingsBelow>
  )
}
