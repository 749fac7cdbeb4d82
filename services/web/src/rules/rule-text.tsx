import { useTranslation } from 'react-i18next'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { LawList } from '#/rules/law-list.tsx'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { Yaml } from '#/rules/yaml.tsx'

/** What a version says, the law it rests on, and its text. */
export function RuleText({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const { text, legal_basis, exceptions = [], playbook, false_positives, in_force } = rule
  return (
    <>
      <Section title={t('text.title')}>
        {text === undefined ? (
          <p className="rules-warn">{t('text.unreadable')}</p>
        ) : (
          <p>{said(text)}</p>
        )}
        <dl className="rules-facts">
          {rule.jurisdiction !== undefined && (
            <Fact name={t('text.jurisdiction')}>{rule.jurisdiction}</Fact>
          )}
          {in_force !== undefined && (in_force.from !== null || in_force.to !== null) && (
            <Fact name={t('text.in_force')}>
              {in_force.from ?? t('text.open_end')} – {in_force.to ?? t('text.open_end')}
            </Fact>
          )}
          {rule.alert_anchor_age_days !== undefined && (
            <Fact name={t('text.anchor_age')}>
              {t('text.days', { count: rule.alert_anchor_age_days })}
            </Fact>
          )}
          {rule.review_by !== undefined && <Fact name={t('text.review_by')}>{rule.review_by}</Fact>}
          {playbook !== undefined && <Fact name={t('text.playbook')}>{said(playbook)}</Fact>}
          {false_positives !== undefined && (
            <Fact name={t('text.false_positives')}>{said(false_positives)}</Fact>
          )}
          {exceptions.map(({ name, title, reason }) => (
            <Fact key={name} name={t('text.exception')}>
              {said(title)}: {said(reason)}
            </Fact>
          ))}
        </dl>
        <Yaml text={rule.yaml} />
      </Section>
      {legal_basis !== undefined && (
        <Section title={t('law.title')}>
          <LawList bases={legal_basis} withSource />
        </Section>
      )}
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
