import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'

/** What came of the version: its warnings and alerts, and what kept it from warning. */
export function OutcomesSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const { outcomes, shadow, failures, suppressed, feed_outcomes } = rule
  const wasInShadow = rule.life.some(({ type }) => type === 'RuleShadowed')
  const desk = `/desk?rule_id=${encodeURIComponent(rule.rule_id)}`
  return (
    <Section title={t('outcomes.title')}>
      {failures.length > 0 && (
        <ul id="failures" className="rules-warn">
          {failures.map(({ code, message }) => (
            <li key={`${code} ${message}`}>
              ⚠ {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <dl className="rules-numbers">
        <Figure name={t('outcomes.standing')}>
          <a href="#warnings">{whole(outcomes.standing)}</a>
        </Figure>
        <Figure name={t('outcomes.raised')}>{whole(outcomes.raised)}</Figure>
        <Figure name={t('outcomes.withdrawn')}>{whole(outcomes.withdrawn)}</Figure>
        <Figure name={t('outcomes.without_alert')}>{whole(outcomes.without_alert)}</Figure>
        <Figure name={t('outcomes.open_alerts')}>
          <a href={`${desk}&open=true`}>{whole(outcomes.open_alerts)}</a>
        </Figure>
        {wasInShadow && (
          <Figure name={t('outcomes.shadow')}>
            <a href="#warnings">{whole(shadow.standing)}</a>
          </Figure>
        )}
      </dl>
      {outcomes.without_alert > 0 && rule.alert_anchor_age_days !== undefined && (
        <p className="soft">
          {t('outcomes.without_alert_why', { count: rule.alert_anchor_age_days })}
        </p>
      )}
      <ul>
        {suppressed.map(({ exception, warnings }) => (
          <li key={exception}>
            {t('outcomes.suppressed', { exception: exceptionTitle(exception), count: warnings })}
          </li>
        ))}
        {feed_outcomes.map(({ text, warnings, source }) => (
          <li key={`${text.en} ${source ?? ''}`}>
            {said(text)} {t('outcomes.warnings', { count: warnings })}
          </li>
        ))}
      </ul>
    </Section>
  )

  function exceptionTitle(name: string): string {
    const known = rule.exceptions?.find((one) => one.name === name)
    return known === undefined ? name : said(known.title)
  }
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
