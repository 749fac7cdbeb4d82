import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { explanationQuery, type AlertRead, type FactRead } from '#/alert/alert-queries.ts'
import { numberOrTimeSaid } from '#/alert/measured.ts'
import type { WarningRead } from '#/alert/why-section.tsx'
import { dataInBrief } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'

const FIELDS_IN_BRIEF = 4

export interface EvidenceSectionProps {
  readonly alert: AlertRead
  /** The one that is explained: its facts say what they did for it. */
  readonly warning: WarningRead | undefined
  readonly open: (eventId: string) => void
}

interface Moment {
  readonly at: string
  readonly what: 'anchor' | 'raised'
}

/** The facts in the order in which they happened, and when the condition came true. */
export function EvidenceSection({ alert, warning, open }: EvidenceSectionProps) {
  const { t } = useTranslation('alert')
  const facts = factsOf(alert)
  const withheld = warning?.evidence_withheld ?? 0
  const gone = (warning?.evidence.length ?? 0) - (warning?.facts.length ?? 0)
  const moments: readonly Moment[] = [
    ...(warning === undefined ? [] : [{ at: warning.anchor_at, what: 'anchor' as const }]),
    { at: alert.raised_at, what: 'raised' },
  ]
  const rows = [
    ...facts.map((fact) => ({ at: fact.occurred_at, fact })),
    ...moments.map((moment) => ({ at: moment.at, moment })),
  ].toSorted((one, other) => one.at.localeCompare(other.at))
  return (
    <Section title={t('evidence.title')} aside={<small>{t('evidence.hint')}</small>}>
      {facts.length === 0 && <p>{t('evidence.none')}</p>}
      <ol className="timeline">
        {rows.map((row) =>
          'fact' in row ? (
            <FactRow key={row.fact.fact_id} fact={row.fact} warning={warning} open={open} />
          ) : (
            <li key={row.moment.what} className="timeline-moment">
              <time dateTime={row.at}>{minuteOf(row.at)}</time>
              <strong>{t(`evidence.${row.moment.what}`)}</strong>
            </li>
          ),
        )}
      </ol>
      {withheld > 0 && <p>{t('evidence.withheld', { count: withheld })}</p>}
      {gone > 0 && <p>{t('evidence.gone', { count: gone })}</p>}
    </Section>
  )
}

interface FactRowProps {
  readonly fact: FactRead
  readonly warning: WarningRead | undefined
  readonly open: (eventId: string) => void
}

function FactRow({ fact, warning, open }: FactRowProps) {
  const { t } = useTranslation('alert')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const explained = useQuery({
    ...explanationQuery(warning?.warning_id ?? ''),
    enabled: warning !== undefined,
  }).data
  const part = explained?.evidence.find(({ fact_id }) => fact_id === fact.fact_id)
  return (
    <li>
      <time dateTime={fact.occurred_at}>{minuteOf(fact.occurred_at)}</time>
      <span>
        <button type="button" className="link" onClick={() => open(fact.event_id)}>
          {eventName(fact.type)}
        </button>{' '}
        {fact.version_kind === 'correction' && <em>{t('evidence.corrected')} </em>}
        {fact.unit?.name ?? fact.department}
        <br />
        <span className="soft">{dataInBrief(fact.data, field, FIELDS_IN_BRIEF)}</span>
        {part !== undefined && (
          <>
            <br />
            <span className="alert-part">
              {part.value === null
                ? said(part.part)
                : t('evidence.brings', {
                    part: said(part.part),
                    value: numberOrTimeSaid(part.value),
                  })}
            </span>
          </>
        )}
      </span>
    </li>
  )
}

/** Those of all its warnings, each once. */
function factsOf({ warnings }: AlertRead): readonly FactRead[] {
  const facts = warnings.flatMap((warning) => warning.facts)
  return [...new Map(facts.map((fact) => [fact.fact_id, fact])).values()]
}
