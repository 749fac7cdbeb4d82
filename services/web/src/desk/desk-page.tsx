import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AlertList } from '@jianwei/services/server/views/alert-list-view.ts'
import { read } from '#/api/ask.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { Loading } from '#/parts/loading.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'

const ROWS = 50

/** What waits for people. */
export function DeskPage() {
  const { t } = useTranslation('desk')
  const found = useQuery({
    queryKey: ['alerts', 'desk'],
    queryFn: ({ signal }) =>
      read<typeof AlertList>('/v1/alerts', { query: { open: true, limit: ROWS }, signal }),
  })
  if (found.error !== null)
    return <FailureNotice failure={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <Loading />
  return (
    <>
      <h1>{t('title')}</h1>
      <ul>
        {found.data.items.map((alert) => (
          <li key={alert.alert_id}>
            <LevelMark level={alert.level} /> {alert.subject_id} <TimeSaid at={alert.raised_at} />
          </li>
        ))}
      </ul>
      <Outlet />
    </>
  )
}
