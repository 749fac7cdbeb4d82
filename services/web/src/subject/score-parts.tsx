import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { said } from '#/parts/said.ts'
import type { RiskRead } from '#/subject/subject-queries.ts'

export interface ScorePartsProps {
  readonly score: RiskRead['scores'][number]
  readonly open: (eventId: string) => void
}

/** A score, its class, and what each indicator adds by which facts. */
export function ScoreParts({ score, open }: ScorePartsProps) {
  const { t } = useTranslation('subject')
  const { contributions, decided_by } = score
  return (
    <>
      <h3>
        <Link to="/rules/$ruleId" params={{ ruleId: score.rule_id }}>
          {said(score.title)}
        </Link>
      </h3>
      <p>
        {t('risk.score')} <strong className="subject-class">{score.score}</strong>{' '}
        {t('risk.band', { band: score.band })}
        {decided_by !== null && ` ${t('risk.decided_by', { by: decided_by })}`}
      </p>
      {contributions === null && <p>{t('risk.too_many')}</p>}
      {contributions !== null && contributions.length === 0 && <p>{t('risk.nothing_adds')}</p>}
      {contributions !== null && contributions.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('risk.indicator')}</th>
              <th scope="col">{t('risk.points')}</th>
              <th scope="col">{t('risk.facts')}</th>
            </tr>
          </thead>
          <tbody>
            {contributions.map((one) => (
              <tr key={one.indicator}>
                <th scope="row">{said(one.title)}</th>
                <td className="subject-number-cell">{one.points}</td>
                <td>
                  {one.facts.map((fact, index) => (
                    <button
                      key={fact.fact_id}
                      type="button"
                      className="link subject-evidence"
                      onClick={() => open(fact.fact_id)}
                    >
                      {t('risk.fact_points', { number: index + 1, points: fact.points })}
                    </button>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
