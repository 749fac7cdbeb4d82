import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConflictRow } from '#/conflicts/conflict-row.tsx'
import { ATTRIBUTES, STATES } from '#/conflicts/conflicts-search.ts'
import { Asked } from '#/parts/asked.tsx'
import { conflictCountsQuery, conflictsQuery, type ConflictsAsked } from '#/parts/conflict-query.ts'
import { useTitle } from '#/parts/use-title.ts'
import '#/conflicts/conflicts.css'

/** Where sources contradict each other about subjects, and who was asked to look at it. */
export function ConflictsPage() {
  const { t } = useTranslation('conflicts')
  useTitle(t('title'))
  const search = useSearch({ from: '/sources/conflicts' })
  const found = useInfiniteQuery(conflictsQuery(search))
  const rows = found.data?.pages.flatMap(({ items }) => items)
  const isNarrowed = Object.keys(search).length > 0
  return (
    <div className="conflicts">
      <p>
        <Link to="/sources">‹ {t('back')}</Link>
      </p>
      <h1>{t('title')}</h1>
      <p className="soft">{t('lead')}</p>
      <Narrowing search={search} />
      <Asked of={found} />
      {rows !== undefined && rows.length === 0 && (
        <p className="empty">{t(isNarrowed ? 'none_such' : 'none')}</p>
      )}
      <ul className="conflict-list">
        {rows?.map((conflict) => (
          <ConflictRow key={conflict.conflict_id} conflict={conflict} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

/** By what the list is narrowed, with how many there are in each state. */
function Narrowing({ search }: { readonly search: ConflictsAsked }) {
  const { t } = useTranslation('conflicts')
  const counts = useQuery(conflictCountsQuery(search)).data?.by_state
  const { state, attribute, ...texts } = search
  const others = Object.entries(texts) as readonly (readonly [keyof typeof texts, string])[]
  return (
    <nav className="conflict-filters" aria-label={t('filter')}>
      <p>
        {STATES.map((one) => (
          <Narrow key={one} isChosen={state === one} search={toggled(search, 'state', one)}>
            {t(`state.${one}`)} {counts?.[one] ?? ''}
          </Narrow>
        ))}
      </p>
      <p>
        {ATTRIBUTES.map((one) => (
          <Narrow key={one} isChosen={attribute === one} search={toggled(search, 'attribute', one)}>
            {t(`attribute.${one}`)}
          </Narrow>
        ))}
      </p>
      {others.map(([name, text]) => (
        <p key={name}>
          {t(`only.${name}`, { text })}{' '}
          <Link to="/sources/conflicts" search={without(search, name)}>
            {t('clear')}
          </Link>
        </p>
      ))}
    </nav>
  )
}

interface NarrowProps {
  readonly isChosen: boolean
  readonly search: ConflictsAsked
  readonly children: React.ReactNode
}

function Narrow({ isChosen, search, children }: NarrowProps) {
  return (
    <Link
      to="/sources/conflicts"
      search={search}
      className={isChosen ? 'chosen' : ''}
      aria-current={isChosen ? 'true' : undefined}
    >
      {isChosen && '✓ '}
      {children}
    </Link>
  )
}

function without(search: ConflictsAsked, name: keyof ConflictsAsked): ConflictsAsked {
  const { [name]: _, ...rest } = search
  return rest
}

function toggled<Name extends 'state' | 'attribute'>(
  search: ConflictsAsked,
  name: Name,
  value: ConflictsAsked[Name],
): ConflictsAsked {
  const rest = without(search, name)
  return search[name] === value ? rest : { ...rest, [name]: value }
}
