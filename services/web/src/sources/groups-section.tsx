import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { groupsQuery, type GroupRead } from '#/sources/group-queries.ts'
import type { HeldSearch } from '#/sources/quarantine-search.ts'
import { reasonName } from '#/parts/reason-name.ts'
import { SourceName } from '#/sources/source-name.tsx'

/** Refused input by what was wrong where: whatever is done once ends all of a group. */
export function GroupsSection({ search }: { readonly search: HeldSearch }) {
  const { t } = useTranslation('sources')
  const { state = 'held', source } = search
  const found = useInfiniteQuery(groupsQuery(state, source))
  const groups = found.data?.pages.flatMap(({ items }) => items)
  return (
    <Section title={t('groups.title')} className="groups">
      <p className="soft">{t('groups.hint')}</p>
      <Asked of={found} />
      {groups !== undefined && groups.length === 0 && <p>{t('groups.none')}</p>}
      {groups !== undefined && groups.length > 0 && (
        <table className="plain-table sources-table groups-table">
          <thead>
            <tr>
              <th scope="col">{t('groups.reason')}</th>
              <th scope="col">{t('groups.place')}</th>
              <th scope="col">{t('source')}</th>
              <th scope="col">{t('groups.count')}</th>
              <th scope="col">{t('groups.received')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <GroupRow key={group.group_id} group={group} state={state} />
            ))}
          </tbody>
        </table>
      )}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Section>
  )
}

function GroupRow({
  group,
  state,
}: {
  readonly group: GroupRead
  readonly state: keyof GroupRead['counts']
}) {
  const { t } = useTranslation('sources')
  const { group_id, code, path, mapping, counts } = group
  return (
    <tr>
      <th scope="row">
        <Link to="/sources/quarantine/groups/$groupId" params={{ groupId: group_id }}>
          {reasonName(code, t)}
        </Link>
      </th>
      <td data-head={t('groups.place')}>{path === '' ? t('input.whole') : <code>{path}</code>}</td>
      <td data-head={t('source')}>
        <SourceName source={group.source} />
        {mapping !== null && (
          <small className="soft">
            {t('input.mapping')} {mapping}
          </small>
        )}
      </td>
      <td data-head={t('groups.count')}>{counts[state]}</td>
      <td data-head={t('groups.received')}>
        {group.first_received_at !== null && <TimeSaid at={group.first_received_at} />}
        {group.last_received_at !== null && group.last_received_at !== group.first_received_at && (
          <>
            {' – '}
            <TimeSaid at={group.last_received_at} />
          </>
        )}
      </td>
    </tr>
  )
}
