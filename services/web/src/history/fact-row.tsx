import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FoundFact, PlainFact } from '#/history/history-queries.ts'
import { dataInBrief } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { useRuleTitles } from '#/parts/rule-titles.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { regionSaid } from '#/parts/region-said.ts'

const FIELDS_IN_BRIEF = 4

export interface FactRowProps {
  readonly fact: FoundFact | PlainFact
  readonly openRecord: (eventId: string) => void
  readonly openWarning: (warningId: string) => void
}

/** A fact: when, what, about whom, from where, and what rests on it. */
export function FactRow({ fact, openRecord, openWarning }: FactRowProps) {
  const { t } = useTranslation('history')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  return (
    <>
      <div className="fact-head">
        <button type="button" className="link" onClick={() => openRecord(fact.event_id)}>
          {eventName(fact.type)}
        </button>
        {fact.version_kind === 'correction' && <em>{t('corrected')}</em>}
        <SubjectLink subjectId={fact.subject_id} />
        <span>{fact.unit?.name ?? fact.department ?? t('none.department')}</span>
      </div>
      <div className="fact-brief">{dataInBrief(fact.data, field, FIELDS_IN_BRIEF)}</div>
      <div className="fact-foot">
        <TimeSaid at={fact.occurred_at} kind="occurred" />
        {'recorded_at' in fact ? (
          <TimeSaid at={fact.recorded_at} kind="recorded" />
        ) : (
          <TimeSaid at={fact.reported_at} kind="reported" />
        )}
        <span>{fact.region === null ? t('none.region') : regionSaid(fact.region)}</span>
        <Link to="/sources/source" search={{ source: fact.source }}>
          {fact.source}
        </Link>
        {'cited_by' in fact && fact.cited_by.length > 0 && (
          <CitedBy fact={fact} openWarning={openWarning} />
        )}
      </div>
    </>
  )
}

function CitedBy({
  fact,
  openWarning,
}: {
  readonly fact: FoundFact
  readonly openWarning: (warningId: string) => void
}) {
  const { t } = useTranslation('history')
  const ruleTitle = useRuleTitles()
  return (
    <>
      {fact.cited_by.map(({ warning_id, rule_id, standing }) => (
        <button
          key={warning_id}
          type="button"
          className="link"
          title={t(standing ? 'cited_standing' : 'cited_withdrawn')}
          onClick={() => openWarning(warning_id)}
        >
          {standing ? '▲' : '△'} {t('cited_by', { rule: ruleTitle(rule_id) })}
        </button>
      ))}
      {fact.more_citing && <span>{t('more_citing')}</span>}
    </>
  )
}
