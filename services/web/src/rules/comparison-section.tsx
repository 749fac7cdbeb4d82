import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { minuteOf } from '#/parts/times.ts'
import { comparisonQuery, type Comparison, type RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'
import { ruleSearchOf } from '#/rules/rules-search.ts'
import { StateMark } from '#/rules/state-mark.tsx'

const route = getRouteApi('/rules/$ruleId')
const PARTS = ['same', 'earlier', 'later', 'only_first', 'only_second'] as const

/** What two versions that were evaluated say of the same facts. */
export function ComparisonSection({
  rule,
  versions,
}: {
  readonly rule: RuleRead
  readonly versions: readonly RuleRead[]
}) {
  const { t } = useTranslation('rules')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const others = versions.filter(
    (one) => one.rule_version !== rule.rule_version && wasEvaluated(one),
  )
  const other = others.find(({ rule_version }) => rule_version === search.with)
  return (
    <Section title={t('compare.title')}>
      {!wasEvaluated(rule) && <p>{t('compare.not_evaluated')}</p>}
      {wasEvaluated(rule) && others.length === 0 && <p>{t('compare.no_other')}</p>}
      {wasEvaluated(rule) && others.length > 0 && (
        <label>
          {t('compare.with')}{' '}
          <select
            value={other?.rule_version ?? ''}
            onChange={({ target }) =>
              void navigate({
                search: ruleSearchOf({ version: rule.rule_version, with: target.value }),
                replace: true,
              })
            }
          >
            <option value="">{t('compare.choose')}</option>
            {others.map(({ rule_version, state }) => (
              <option key={rule_version} value={rule_version}>
                {t('version', { version: rule_version })} {t(`state.${state}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {other !== undefined && wasEvaluated(rule) && (
        <Compared ruleId={rule.rule_id} first={other.rule_version} second={rule.rule_version} />
      )}
    </Section>
  )
}

function Compared(versions: {
  readonly ruleId: string
  readonly first: number
  readonly second: number
}) {
  const { t } = useTranslation('rules')
  const found = useQuery(comparisonQuery(versions.ruleId, versions.first, versions.second))
  if (found.data === undefined) return <Asked of={found} />
  const { first, second } = found.data
  return (
    <>
      <Asked of={found} />
      <ul>
        {[first, second].map(({ rule_version, state, standing }) => (
          <li key={rule_version}>
            {t('version', { version: rule_version })} <StateMark state={state} />{' '}
            {t('compare.standing', { count: standing })}
          </li>
        ))}
      </ul>
      <table className="rules-table">
        <thead>
          <tr>
            <th scope="col">{t('compare.part')}</th>
            <th scope="col">{t('compare.count')}</th>
            <th scope="col">{t('compare.subjects')}</th>
            <th scope="col">{t('compare.examples')}</th>
          </tr>
        </thead>
        <tbody>
          {PARTS.map((part) => (
            <tr key={part}>
              <th scope="row">
                {t(`compare.${part}`, { first: first.rule_version, second: second.rule_version })}
              </th>
              <td className="rules-number">{whole(found.data[part].count)}</td>
              <td className="rules-number">{whole(found.data[part].subjects)}</td>
              <td>
                <Examples of={found.data[part].examples} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Examples({ of }: { readonly of: Comparison['same']['examples'] }) {
  return (
    <ul className="rules-examples">
      {of.map(({ subject_id, first, second }) => (
        <li key={first?.warning_id ?? second?.warning_id}>
          <SubjectLink subjectId={subject_id} />{' '}
          <small className="soft">
            {[first, second]
              .map((one) => (one === null ? '—' : minuteOf(one.anchor_at)))
              .join(' / ')}
          </small>
        </li>
      ))}
    </ul>
  )
}

/** A draft never was: there is nothing to compare. */
function wasEvaluated({ life }: RuleRead): boolean {
  return life.some(({ type }) => type === 'RuleShadowed' || type === 'RulePublished')
}
