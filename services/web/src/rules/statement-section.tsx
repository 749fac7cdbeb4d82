import { lazy, Suspense, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { Asked } from '#/parts/asked.tsx'
import { Loading } from '#/parts/loading.tsx'
import { Section } from '#/parts/section.tsx'
import { statementQuery, type Question, type RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'

const CodeView = lazy(async () => ({
  default: (await import('#/rules/code-view.tsx')).CodeView,
}))

const QUESTIONS = [
  'warnings',
  'ledger',
  'outcomes',
  'newly-due',
  'groups',
  'score',
  'live',
] as const satisfies readonly Question[]

/** The SQL of a version and what it reads, for who asks why it is slow. It is not run. */
export function StatementSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Section title={t('statement.title')}>
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{t('statement.show')}</summary>
        {isOpen && <Statement rule={rule} />}
      </details>
    </Section>
  )
}

function Statement({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const [question, setQuestion] = useState<Question>('warnings')
  const found = useQuery(statementQuery(rule.rule_id, rule.rule_version, question))
  return (
    <>
      <label>
        {t('statement.question')}{' '}
        <select
          value={question}
          onChange={({ target }) => setQuestion(target.value as (typeof QUESTIONS)[number])}
        >
          {QUESTIONS.map((one) => (
            <option key={one} value={one}>
              {t(`statement.of.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {hasCode(found.error, 'QUESTION_NOT_ASKED') ? (
        <p>{t('statement.not_asked')}</p>
      ) : (
        <Asked of={found} />
      )}
      {found.data !== undefined && (
        <Suspense fallback={<Loading />}>
          <CodeView language="sql" label={t('statement.title')} text={found.data.sql} />
        </Suspense>
      )}
      {found.data?.plan != null && (
        <ul>
          {found.data.plan.reads.map(({ table, parts, rows, granules }) => (
            <li key={table}>
              <code>{table}</code>{' '}
              {t('statement.reads', {
                rows: whole(rows),
                parts: whole(parts),
                granules: whole(granules),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
