import { useEffect } from 'react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NeighboursView } from '@jianwei/services/server/views/alert-list-view.ts'
import { addressOf, alertQuery } from '#/alert/alert-queries.ts'
import type { ListSearch } from '#/alert/list-search.ts'
import { read } from '#/api/ask.ts'
import { useKeys } from '#/parts/keys.ts'

export interface MovesProps {
  readonly alertId: string
  readonly search: ListSearch
  readonly move: (alertId: string) => void
}

/** To the alert before and to the one behind it, over the whole list. */
export function Moves({ alertId, search, move }: MovesProps) {
  const { t } = useTranslation('alert')
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: ['neighbours', alertId, search],
    queryFn: ({ signal }) =>
      read<typeof NeighboursView>(addressOf(alertId, 'neighbours'), { query: search, signal }),
    placeholderData: keepPreviousData,
  })
  const previous = data?.previous ?? undefined
  const next = data?.next ?? undefined
  const goOn = next === undefined ? undefined : () => move(next)
  const goBack = previous === undefined ? undefined : () => move(previous)
  useKeys({ j: goOn, n: goOn, k: goBack, p: goBack })
  useEffect(() => {
    // Who reads one will want the next.
    if (next !== undefined) void client.prefetchQuery(alertQuery(next))
  }, [client, next])
  return (
    <nav className="alert-moves" aria-label={t('moves.label')} title={t('moves.keys')}>
      <Button size="small" disabled={previous === undefined} onClick={goBack} aria-keyshortcuts="k">
        ‹ {t('moves.previous')}
      </Button>
      <span className="alert-place">
        {data !== undefined &&
          t('moves.place', { place: data.before + 1, total: data.before + data.behind + 1 })}
      </span>
      <Button size="small" disabled={next === undefined} onClick={goOn} aria-keyshortcuts="j">
        {t('moves.next')} ›
      </Button>
    </nav>
  )
}
