import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { useTitle } from '#/parts/use-title.ts'
import { GroupOrders } from '#/sources/group-orders.tsx'
import { groupQuery, type GroupRead } from '#/sources/group-queries.ts'
import { GroupRepair } from '#/sources/group-repair.tsx'
import { GroupRowsTable } from '#/sources/group-rows.tsx'
import { STATES, type State } from '#/sources/quarantine-search.ts'
import { reasonName } from '#/parts/reason-name.ts'
import { SourceName } from '#/sources/source-name.tsx'
import { maySeeQuarantine } from '#/sources/source-queries.ts'
import '#/parts/facts.css'
import '#/sources/sources.css'
import '#/sources/groups.css'

/** One group of refused input: its rows, the repair, and what became of it. */
export function GroupPage() {
  const { t } = useTranslation('sources')
  useTitle(t('group.title'))
  const { groupId } = useParams({ from: '/sources/quarantine/groups/$groupId' })
  const maySee = maySeeQuarantine(useWho())
  const found = useQuery({ ...groupQuery(groupId), enabled: maySee })
  return (
    <div className="sources sheet">
      <p>
        <Link to="/sources/quarantine">‹ {t('quarantine.back')}</Link>
      </p>
      <h1>{t('group.title')}</h1>
      {!maySee && <p className="empty">{t('may_not_quarantine')}</p>}
      {maySee && <Asked of={found} />}
      {found.data !== undefined && <Group key={groupId} group={found.data} />}
    </div>
  )
}

function Group({ group }: { readonly group: GroupRead }) {
  const { t } = useTranslation('sources')
  const [state, setState] = useState<State>('held')
  const { code, path, mapping, counts, example_message } = group
  return (
    <>
      <dl className="facts">
        <dt>{t('groups.reason')}</dt>
        <dd>
          {reasonName(code, t)}
          <small className="soft" lang="en">
            {code} {example_message}
          </small>
        </dd>
        <dt>{t('groups.place')}</dt>
        <dd>{path === '' ? t('input.whole') : <code>{path}</code>}</dd>
        <dt>{t('source')}</dt>
        <dd>
          <SourceName source={group.source} />
        </dd>
        {mapping !== null && (
          <>
            <dt>{t('input.mapping')}</dt>
            <dd>{mapping}</dd>
          </>
        )}
      </dl>
      <Section
        title={t('group.rows')}
        aside={
          <Segmented
            value={state}
            onChange={setState}
            options={STATES.map((one) => ({
              value: one,
              label: `${t(`quarantine.${one}`)} ${counts[one]}`,
            }))}
          />
        }
      >
        <GroupRowsTable groupId={group.group_id} state={state} />
      </Section>
      <GroupRepair group={group} />
      <GroupOrders groupId={group.group_id} />
    </>
  )
}
