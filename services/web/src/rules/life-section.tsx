import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { LifeSteps } from '#/rules/life-steps.tsx'
import type { RuleRead } from '#/rules/rule-queries.ts'

/** Who did what with this version, and why. */
export function LifeSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const words = useTranslation('words').t
  return (
    <Section title={t('life.title')}>
      <ol className="rules-life">
        {rule.life.map(({ type, actor, reason, position, recorded_at }) => (
          <li key={position}>
            <TimeSaid at={recorded_at} kind="recorded" /> <strong>{t(`life.${type}`)}</strong>{' '}
            {actorSaid(actor, words)}
            <br />
            <span className="soft">{t('life.reason', { reason })}</span>
          </li>
        ))}
      </ol>
      <LifeSteps key={rule.rule_version} rule={rule} />
    </Section>
  )
}
