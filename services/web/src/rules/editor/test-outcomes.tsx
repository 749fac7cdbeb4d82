import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import type { RuleCheck } from '#/rules/editor/use-rule-check.ts'
import { Wide } from '#/rules/wide.tsx'

type Outcome = RuleCheck['tests'][number]
type Tested = Outcome['found'][number]

/** Each test with what it expects and what was found; those that fail first. */
export function TestOutcomes({
  tests,
  goTo,
}: {
  readonly tests: readonly Outcome[]
  readonly goTo: (line: number) => void
}) {
  const { t } = useTranslation('rules')
  const ordered = tests.toSorted((one, other) => Number(one.passed) - Number(other.passed))
  return (
    <Wide label={t('tests.title', { count: tests.length })}>
      <table className="rules-table">
        <thead>
          <tr>
            <th scope="col">{t('tests.test')}</th>
            <th scope="col">{t('tests.outcome')}</th>
            <th scope="col">{t('tests.expected')}</th>
            <th scope="col">{t('tests.found')}</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map(({ path, name, line, at, passed, expected, found, problem }) => (
            <tr key={path}>
              <th scope="row">
                {name}
                <div className="soft">
                  {line !== null && (
                    <Button size="small" type="link" onClick={() => goTo(line)}>
                      {t('check.line', { line })}
                    </Button>
                  )}{' '}
                  {t('tests.at', { at: minuteOf(at) })}
                </div>
              </th>
              <td className={passed ? 'rules-good' : 'rules-warn'}>
                {passed ? `✓ ${t('tests.passed')}` : `✗ ${t('tests.failed')}`}
              </td>
              <td>
                <Warnings of={expected} />
              </td>
              <td>{problem === null ? <Warnings of={found} /> : problem}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

function Warnings({ of }: { readonly of: readonly Tested[] }) {
  const { t } = useTranslation('rules')
  if (of.length === 0) return <span className="soft">{t('tests.no_warning')}</span>
  return (
    <ul className="rules-examples">
      {of.map(({ subject, at, evidence }) => (
        <li key={`${subject} ${at} ${evidence.join(' ')}`}>
          {minuteOf(at)} <code>{evidence.join(', ')}</code>
          {subject !== 'test:subject' && <small className="soft"> {subject}</small>}
        </li>
      ))}
    </ul>
  )
}
