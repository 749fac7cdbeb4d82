import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'

type Rule = NonNullable<AlertRead['rule']>

/** The rule, the law on which it rests, and what it says to do. */
export function RuleSection({ alert }: { readonly alert: AlertRead }) {
  const { t } = useTranslation('alert')
  const { rule, rule_id, rule_version } = alert
  return (
    <>
      {rule !== null && (
        <Section title={t('playbook.title')} className="alert-playbook">
          <Playbook text={said(rule.playbook)} />
        </Section>
      )}
      <Section title={t('rule.title')}>
        {rule !== null && <RuleText rule={rule} />}
        {rule === null && (
          <p>
            {rule_id === null
              ? t('rule.none')
              : t('rule.gone', { rule: rule_id, version: rule_version })}
          </p>
        )}
      </Section>
    </>
  )
}

/** Numbered steps become a list; what is not numbered stays as it is. */
function Playbook({ text }: { readonly text: string }) {
  const steps = text
    .split(/(?:^|\s|(?<=[。；]))\d+[.、．]\s*/)
    .map((step) => step.trim())
    .filter((step) => step !== '')
  if (steps.length < 2) return <p>{text}</p>
  return (
    <ol>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  )
}

function RuleText({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation('alert')
  return (
    <>
      <p>
        <Link to="/rules/$ruleId" params={{ ruleId: rule.rule_id }}>
          {said(rule.title)}
        </Link>{' '}
        <small>
          {[
            t('rule.version', { version: rule.rule_version }),
            t(`rule.class.${rule.class}`),
            t('rule.owner', { owner: rule.owner }),
            t('rule.review_by', { day: rule.review_by }),
          ].join(' · ')}
        </small>
      </p>
      <p>{said(rule.text)}</p>
      <ul className="alert-law">
        {rule.legal_basis.map(({ law, article, valid_from, valid_to, source }) => (
          <li key={`${law} ${article}`}>
            <strong>
              {law} {article}
            </strong>
            <br />
            <small>
              {t('rule.source', { source })}
              {(valid_from !== null || valid_to !== null) &&
                ` · ${t('rule.valid', {
                  from: valid_from ?? t('rule.since_ever'),
                  to: valid_to ?? t('rule.since_ever'),
                })}`}
            </small>
          </li>
        ))}
      </ul>
      {rule.exceptions.length > 0 && (
        <>
          <p>{t('rule.exceptions')}:</p>
          <ul>
            {rule.exceptions.map(({ name, title, reason }) => (
              <li key={name}>
                {said(title)}: {said(reason)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <strong>{t('rule.false_positives')}</strong> {said(rule.false_positives)}
      </p>
    </>
  )
}
