import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { StateMark } from '#/rules/state-mark.tsx'

/** The versions of a rule, the newest first. */
export function VersionChoice({
  rule,
  versions,
}: {
  readonly rule: RuleRead
  readonly versions: readonly RuleRead[]
}) {
  const { t } = useTranslation('rules')
  if (versions.length < 2) return null
  return (
    <nav className="rules-versions" aria-label={t('versions')}>
      {versions.map(({ rule_id, rule_version, state }) => (
        <Link
          key={rule_version}
          to="/rules/$ruleId"
          params={{ ruleId: rule_id }}
          search={{ version: rule_version }}
          aria-current={rule_version === rule.rule_version ? 'page' : undefined}
        >
          {t('version', { version: rule_version })} <StateMark state={state} />
        </Link>
      ))}
    </nav>
  )
}
