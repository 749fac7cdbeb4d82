import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { notJudgedQuery, type RuleRead } from '#/rules/rule-queries.ts'

const ROWS = 10
const ROWS_MAX = 500

/** Duties that would warn if somebody fed what they wait for. */
export function NotJudgedSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const [limit, setLimit] = useState(ROWS)
  const found = useQuery({
    ...notJudgedQuery(rule.rule_id, rule.rule_version, limit),
    placeholderData: keepPreviousData,
  })
  const rows = found.data?.items
  return (
    <Section title={t('not_judged.title')}>
      <Asked of={found} />
      {rows?.length === 0 && <p>{t('not_judged.none')}</p>}
      <ul>
        {rows?.map((duty) => (
          <li key={duty.fact_id}>
            <SubjectLink subjectId={duty.subject_id} /> {said(duty.text)}{' '}
            <small className="soft">{duty.source}</small>
          </li>
        ))}
      </ul>
      {found.data?.next != null && limit < ROWS_MAX && (
        <Button onClick={() => setLimit(ROWS_MAX)}>{t('more')}</Button>
      )}
      {found.data?.next != null && limit === ROWS_MAX && (
        <p className="soft">{t('not_judged.capped', { count: ROWS_MAX })}</p>
      )}
    </Section>
  )
}
