import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'
import { TestOutcomes } from '#/rules/editor/test-outcomes.tsx'
import type { RuleCheckUse } from '#/rules/editor/use-rule-check.ts'

/** What is wrong with the text, and what came of its tests. */
export function CheckPanel({
  check: { check, isCurrent, failure, again },
  goTo,
}: {
  readonly check: RuleCheckUse
  readonly goTo: (line: number) => void
}) {
  const { t } = useTranslation('rules')
  return (
    <>
      <Section title={t('check.title')}>
        <p role="status">{t(stateOf())}</p>
        {failure !== null && <FailureNotice failure={failure} retry={again} />}
        {check !== undefined && check.problems.length > 0 && (
          <ul className="rules-problems">
            {check.problems.map(({ path, message, line }) => (
              <li key={`${path} ${message}`}>
                {line !== null && (
                  <Button size="small" type="link" onClick={() => goTo(line)}>
                    {t('check.line', { line })}
                  </Button>
                )}{' '}
                {path !== '' && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {check !== undefined && check.rule !== null && (
        <Section title={t('tests.title', { count: check.tests.length })}>
          {check.tests.length === 0 ? (
            <p>{t('tests.none')}</p>
          ) : (
            <TestOutcomes tests={check.tests} goTo={goTo} />
          )}
        </Section>
      )}
    </>
  )

  function stateOf() {
    if (failure !== null) return 'check.failed' as const
    if (check === undefined || !isCurrent) return 'check.going_on' as const
    if (check.problems.length > 0) return 'check.problems' as const
    if (check.tests.some(({ passed }) => !passed)) return 'check.tests_fail' as const
    return check.can_be_drafted ? ('check.good' as const) : ('check.locked' as const)
  }
}
