import { useTranslation } from 'react-i18next'
import { SubjectLink } from '#/parts/subject-link.tsx'
import type { Result } from '#/rules/backtest/backtest-queries.ts'
import { whole } from '#/rules/rule-words.ts'
import { Wide } from '#/rules/wide.tsx'

/** What the text says otherwise than the version it was held against. */
export function AgainstTable({ against }: { readonly against: NonNullable<Result['against']> }) {
  const { t } = useTranslation('rules')
  const title = t('backtest.differences', { version: against.rule.rule_version })
  return (
    <>
      <h3>{title}</h3>
      <Wide label={title}>
        <table className="rules-table">
          <thead>
            <tr>
              <th scope="col">{t('compare.part')}</th>
              <th scope="col">{t('compare.count')}</th>
              <th scope="col">{t('compare.examples')}</th>
            </tr>
          </thead>
          <tbody>
            {against.warnings.map(({ difference, cases, examples }) => (
              <tr key={difference}>
                <th scope="row">{t(`backtest.difference.${difference}`)}</th>
                <td className="rules-number">{whole(cases)}</td>
                <td>
                  <ul className="rules-examples">
                    {examples.map(({ subject_id, anchor }) => (
                      <li key={`${subject_id} ${anchor ?? ''}`}>
                        <SubjectLink subjectId={subject_id} />
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  )
}
