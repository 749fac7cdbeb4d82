import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '#/api/ask.ts'
import type { WarningDetail } from '@jianwei/services/server/views/warning-view.ts'
import { Asked } from '#/parts/asked.tsx'
import { useEventNames } from '#/parts/event-names.ts'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { minuteOf } from '#/parts/times.ts'
import { warningQuery } from '#/parts/warning-query.ts'

export interface WarningDrawerProps {
  /** Undefined while it is closed. */
  readonly warningId: string | undefined
  readonly close: () => void
  readonly openRecord: (eventId: string) => void
}

/** A warning that rests on a fact, its rule, and the other facts of it. */
export function WarningDrawer({ warningId, close, openRecord }: WarningDrawerProps) {
  const { t } = useTranslation('history')
  const found = useQuery({ ...warningQuery(warningId ?? ''), enabled: warningId !== undefined })
  return (
    <Drawer
      open={warningId !== undefined}
      onClose={close}
      title={t('warning.title')}
      size={560}
      destroyOnHidden
    >
      <Asked of={found} />
      {found.data !== undefined && <Warning warning={found.data} openRecord={openRecord} />}
    </Drawer>
  )
}

function Warning({
  warning,
  openRecord,
}: {
  readonly warning: Answer<typeof WarningDetail>
  readonly openRecord: (eventId: string) => void
}) {
  const { t } = useTranslation('history')
  const eventName = useEventNames()
  const { rule, rule_id, rule_version, evidence_withheld: withheld } = warning
  return (
    <>
      <h3>{rule === null ? rule_id : said(rule.title)}</h3>
      <p>
        <LevelMark level={warning.level} />{' '}
        {t(warning.standing ? 'cited_standing' : 'cited_withdrawn')}
      </p>
      {rule !== null && <p>{said(rule.text)}</p>}
      <dl className="facts">
        <dt>{t('warning.rule')}</dt>
        <dd>
          <Link to="/rules/$ruleId" params={{ ruleId: rule_id }}>
            {t('warning.version', { rule: rule_id, version: rule_version })}
          </Link>
        </dd>
        <dt>{t('warning.subject')}</dt>
        <dd>
          <SubjectLink subjectId={warning.subject_id} />
        </dd>
        <dt>{t('warning.anchor')}</dt>
        <dd>{minuteOf(warning.anchor_at)}</dd>
        <dt>{t('warning.recorded')}</dt>
        <dd>{minuteOf(warning.recorded_at)}</dd>
      </dl>
      <h4>{t('warning.facts')}</h4>
      <ul>
        {warning.facts.map((fact) => (
          <li key={fact.fact_id}>
            {minuteOf(fact.occurred_at)}{' '}
            <button type="button" className="link" onClick={() => openRecord(fact.event_id)}>
              {eventName(fact.type)}
            </button>
          </li>
        ))}
      </ul>
      {withheld > 0 && <p>{t('warning.withheld', { count: withheld })}</p>}
    </>
  )
}
