import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { readsAlerts, useWho } from '#/api/who.ts'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { LawList } from '#/rules/law-list.tsx'
import { PrecisionCell } from '#/rules/precision-cell.tsx'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import { whole } from '#/rules/rule-words.ts'
import { StateMark } from '#/rules/state-mark.tsx'

/** A version a row; on a phone a card each. */
export function LibraryTable({ rules }: { readonly rules: readonly RuleRead[] }) {
  const { t } = useTranslation('rules')
  // Closings are of alerts: who sees none of these sees none of those.
  const seesFiles = readsAlerts(useWho())
  return (
    <table className="rules-table rules-library">
      <thead>
        <tr>
          <th scope="col">{t('column.rule')}</th>
          <th scope="col">{t('column.law')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col">{t('column.standing')}</th>
          <th scope="col">{t('column.open_alerts')}</th>
          {seesFiles && <th scope="col">{t('column.precision')}</th>}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <LibraryRow
            key={`${rule.rule_id}@${rule.rule_version}`}
            rule={rule}
            seesFiles={seesFiles}
          />
        ))}
      </tbody>
    </table>
  )
}

function LibraryRow({ rule, seesFiles }: { readonly rule: RuleRead; readonly seesFiles: boolean }) {
  const { t } = useTranslation('rules')
  const domain = useDomainWords()
  const { rule_id, rule_version, level, outcomes, failures } = rule
  const page = { params: { ruleId: rule_id }, search: { version: rule_version } }
  return (
    <tr>
      <th scope="row">
        <Link to="/rules/$ruleId" {...page}>
          {said(rule.title)}
        </Link>
        <div className="soft">
          {level !== undefined && <LevelMark level={level} />}{' '}
          {rule.kind !== undefined && t(`kind.${rule.kind}`)} ·{' '}
          {rule.owner === undefined ? t('unreadable') : domain(rule.owner)}
        </div>
        <code className="soft">{rule_id}</code>
      </th>
      <td data-label={t('column.law')}>
        <LawList bases={rule.legal_basis ?? []} />
      </td>
      <td data-label={t('column.state')}>
        <StateMark state={rule.state} />
        <div className="soft">{t('version', { version: rule_version })}</div>
        {failures.length > 0 && (
          <Link to="/rules/$ruleId" {...page} hash="failures" className="rules-warn">
            ⚠ {t('failing', { count: failures.length })}
          </Link>
        )}
      </td>
      <td data-label={t('column.standing')} className="rules-number">
        <Link to="/rules/$ruleId" {...page} hash="warnings">
          {whole(outcomes.standing)}
        </Link>
      </td>
      <td data-label={t('column.open_alerts')} className="rules-number">
        <Link to="/desk" search={{ rule_id: [rule_id], open: true }}>
          {whole(outcomes.open_alerts)}
        </Link>
      </td>
      {seesFiles && (
        <td data-label={t('column.precision')}>
          <PrecisionCell rule={rule} />
        </td>
      )}
    </tr>
  )
}
