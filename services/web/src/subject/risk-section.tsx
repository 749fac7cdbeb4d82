import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { dayOf } from '#/parts/times.ts'
import { ScoreParts } from '#/subject/score-parts.tsx'
import { riskQuery, type RiskRead } from '#/subject/subject-queries.ts'
import type { Viewpoint } from '#/subject/subject-search.ts'

export interface RiskSectionProps {
  readonly subjectId: string
  readonly at: Viewpoint
  readonly open: (eventId: string) => void
}

/** Class, scores and what they are made of, and the warnings that held. */
export function RiskSection({ subjectId, at, open }: RiskSectionProps) {
  const { t } = useTranslation('subject')
  const found = useQuery(riskQuery(subjectId, at))
  const risk = found.data
  return (
    <Section title={t('risk.title')}>
      <Asked of={found} />
      {risk !== undefined && (
        <>
          <CreditClass risk={risk} open={open} />
          {risk.scores.length === 0 && <p>{t('risk.no_scores')}</p>}
          {risk.scores.map((score) => (
            <ScoreParts key={score.rule_id} score={score} open={open} />
          ))}
          <h3>{t('risk.warnings')}</h3>
          <Standing risk={risk} open={open} />
        </>
      )}
    </Section>
  )
}

interface RiskProps {
  readonly risk: RiskRead
  readonly open: (eventId: string) => void
}

function CreditClass({ risk: { credit_class }, open }: RiskProps) {
  const { t } = useTranslation('subject')
  if (credit_class === null) return <p>{t('risk.no_class')}</p>
  return (
    <p>
      {t('risk.class')} <strong className="subject-class">{credit_class.value}</strong>
      {credit_class.scheme !== null && ` ${t('risk.scheme', { scheme: credit_class.scheme })}`}{' '}
      <button
        type="button"
        className="link subject-since"
        onClick={() => open(credit_class.fact_id)}
      >
        {t('identity.since', { day: dayOf(credit_class.occurred_at) })}
      </button>
    </p>
  )
}

function Standing({ risk, open }: RiskProps) {
  const { t } = useTranslation('subject')
  const { standing_warnings: warnings, not_judged } = risk
  return (
    <>
      {warnings.length === 0 && <p>{t('risk.no_warnings')}</p>}
      <ul className="subject-list">
        {warnings.map(
          ({ warning_id, rule_id, level, title, anchor_at, evidence, evidence_withheld }) => (
            <li key={warning_id}>
              <LevelMark level={level} />{' '}
              <Link to="/rules/$ruleId" params={{ ruleId: rule_id }}>
                {said(title)}
              </Link>
              <br />
              <span className="soft">
                {t('risk.anchor', { day: dayOf(anchor_at) })}
                {t('risk.rests_on')}
              </span>{' '}
              {evidence.map((factId, index) => (
                <button
                  key={factId}
                  type="button"
                  className="link subject-evidence"
                  onClick={() => open(factId)}
                >
                  {t('risk.fact', { number: index + 1 })}
                </button>
              ))}
              {evidence_withheld > 0 && (
                <span className="soft">{t('risk.withheld', { count: evidence_withheld })}</span>
              )}
            </li>
          ),
        )}
      </ul>
      {not_judged.length > 0 && (
        <details>
          <summary>{t('risk.not_judged', { count: not_judged.length })}</summary>
          <ul>
            {not_judged.map(({ rule_id, title, because }) => (
              <li key={rule_id}>
                {t('colon', { what: said(title), said: t(`risk.because.${because}`) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
