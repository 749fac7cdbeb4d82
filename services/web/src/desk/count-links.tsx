import { memo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { deskFilterOf, ofList, type DeskFilter, type DeskSearch } from '#/desk/desk-search.ts'
import { countsQuery, type Counts } from '#/desk/numbers.ts'

const DAY_MS = 86_400_000

type Counted = Exclude<keyof Counts, 'alerts' | 'mine'>

/** How each number is asked for as a list. */
function narrowings(now: number): Readonly<Record<Counted, DeskFilter>> {
  return {
    open: { open: true },
    overdue: { overdue: true },
    due_soon: {
      open: true,
      overdue: false,
      due_before: new Date(now + DAY_MS).toISOString(),
    },
    unclaimed: { state: ['raised'], claimed: 'nobody' },
    unopened: { open: true, opened: false },
    urged: { urged: true },
    supervised: { supervised: true },
  }
}

export interface CountLinksProps {
  readonly filter: DeskFilter
  readonly search: DeskSearch
  readonly now: number
}

/** What of the list wants something, each number with the list of it. */
export const CountLinks = memo(function CountLinks({ filter, search, now }: CountLinksProps) {
  const { t } = useTranslation('desk')
  const { data } = useQuery(countsQuery(filter))
  return (
    <ul className="desk-counts" aria-label={t('counts.label')}>
      {Object.entries(narrowings(now)).map(([name, narrowing]) => (
        <li key={name}>
          <Link
            to="/desk"
            search={{ ...ofList(search), ...deskFilterOf({ ...filter, ...narrowing }) }}
          >
            {t(`counts.${name as Counted}`)} <strong>{data?.[name as Counted] ?? '…'}</strong>
          </Link>
        </li>
      ))}
    </ul>
  )
})
