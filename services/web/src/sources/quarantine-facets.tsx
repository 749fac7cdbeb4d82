import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import { useMedia } from '#/parts/use-media.ts'
import { STATES, type HeldSearch } from '#/sources/quarantine-search.ts'
import { reasonName } from '#/parts/reason-name.ts'
import { heldQuery } from '#/sources/source-queries.ts'

const CHANNELS = ['http', 'file', 'kafka'] as const
const NARROW = '(max-width: 900px)'

interface FacetValue {
  readonly key: string
  readonly label: string
  readonly count?: number
  readonly search: HeldSearch
  readonly isChosen: boolean
}

/** What a list of refused input can be narrowed by, with the numbers that wait. */
export function QuarantineFacets({ search }: { readonly search: HeldSearch }) {
  const { t } = useTranslation('sources')
  const held = useQuery(heldQuery).data
  const { source, code, state } = search
  const listed = held?.listed ?? []
  return (
    <aside className="facets" aria-label={t('filter')}>
      {held !== undefined && (
        <p>
          {t('quarantine.waiting', { count: held.inputs })}
          {held.oldest_received_at !== null && (
            <small className="soft">
              {t('quarantine.oldest', { at: minuteOf(held.oldest_received_at) })}
            </small>
          )}
        </p>
      )}
      <Facet
        title={t('quarantine.states')}
        values={STATES.map((one) => ({
          key: one,
          label: t(`quarantine.${one}`),
          search: toggled(search, 'state', one),
          isChosen: state === one,
        }))}
      />
      <Facet
        title={t('quarantine.sources')}
        values={withChosen(
          listed
            .filter((row) => row.code === null)
            .map((row) => ({ key: row.source, count: row.inputs })),
          source,
        ).map(({ key, count }) => ({
          key,
          label: isChannel(key) ? `${t('unnamed')} ${t(`quarantine.channel.${key}`)}` : key,
          count,
          search: toggled(search, 'source', key),
          isChosen: source === key,
        }))}
      />
      <Facet
        title={t('quarantine.codes')}
        values={withChosen(byCode(listed, source), code).map(({ key, count }) => ({
          key,
          label: reasonName(key, t),
          count,
          search: toggled(search, 'code', key),
          isChosen: code === key,
        }))}
      />
      {held !== undefined && held.not_listed > 0 && (
        <p className="soft">{t('quarantine.not_listed', { count: held.not_listed })}</p>
      )}
    </aside>
  )
}

function Facet({
  title,
  values,
}: {
  readonly title: string
  readonly values: readonly FacetValue[]
}) {
  const isNarrow = useMedia(NARROW)
  if (values.length === 0) return null
  return (
    <details open={!isNarrow || values.some(({ isChosen }) => isChosen)}>
      <summary>{title}</summary>
      <ul>
        {values.map(({ key, label, count, search, isChosen }) => (
          <li key={key}>
            <Link
              to="/sources/quarantine"
              search={search}
              className={isChosen ? 'facet chosen' : 'facet'}
              aria-current={isChosen ? 'true' : undefined}
            >
              <span>
                {isChosen && '✓ '}
                {label}
              </span>
              {count !== undefined && <span>{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}

interface Counted {
  readonly key: string
  readonly count: number
}

/** What named no source stands under the channel on which it came. */
function isChannel(source: string): source is (typeof CHANNELS)[number] {
  return CHANNELS.some((channel) => channel === source)
}

/** What waits by reason, of one source where one is chosen. */
function byCode(
  listed: readonly {
    readonly source: string
    readonly code: string | null
    readonly inputs: number
  }[],
  source: string | undefined,
): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const row of listed) {
    if (row.code === null || (source !== undefined && row.source !== source)) continue
    counts.set(row.code, (counts.get(row.code) ?? 0) + row.inputs)
  }
  return [...counts].map(([key, count]) => ({ key, count })).toSorted((a, b) => b.count - a.count)
}

/** What is chosen stays there to be taken back, also where nothing of it waits. */
function withChosen(values: readonly Counted[], chosen: string | undefined): readonly Counted[] {
  if (chosen === undefined || values.some(({ key }) => key === chosen)) return values
  return [...values, { key: chosen, count: 0 }]
}

function toggled<Name extends keyof HeldSearch>(
  search: HeldSearch,
  name: Name,
  value: HeldSearch[Name],
): HeldSearch {
  const { [name]: chosen, ...rest } = search
  return chosen === value ? rest : { ...rest, [name]: value }
}
