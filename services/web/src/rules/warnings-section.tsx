import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WarningPage } from '@jianwei/services/server/routes/warnings.ts'
import { read } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import { Asked } from '#/parts/asked.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { Section } from '#/parts/section.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { Wide } from '#/rules/wide.tsx'

const ROWS = 20

/** What the rule says of whom: its ledger, or that of a version in shadow. */
export function WarningsSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const isShadow = rule.state === 'shadow'
  const { rule_id, rule_version } = rule
  const found = useInfiniteQuery({
    queryKey: ['rules', 'warnings', rule_id, isShadow ? rule_version : 'ledger'],
    queryFn: ({ signal, pageParam }) =>
      read<typeof WarningPage>(isShadow ? '/v1/shadow-warnings' : '/v1/warnings', {
        query: {
          rule_id,
          standing: true,
          limit: ROWS,
          ...(isShadow ? { rule_version } : {}),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
  const rows = found.data?.pages.flatMap(({ items }) => items)
  return (
    <Section
      title={<span id="warnings">{t(isShadow ? 'warnings.shadow' : 'warnings.title')}</span>}
    >
      <Asked of={found} />
      {rows?.length === 0 && (
        <p>{t(rule.state === 'drafted' ? 'warnings.draft' : 'warnings.none')}</p>
      )}
      {rows !== undefined && rows.length > 0 && (
        <Wide label={t(isShadow ? 'warnings.shadow' : 'warnings.title')}>
          <table className="rules-table">
            <thead>
              <tr>
                <th scope="col">{t('warnings.subject')}</th>
                <th scope="col">{t('warnings.level')}</th>
                <th scope="col">{t('warnings.anchor')}</th>
                <th scope="col">{t('warnings.evidence')}</th>
                <th scope="col">{t('warnings.version')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((warning) => (
                <tr key={warning.warning_id}>
                  <th scope="row">
                    <SubjectLink subjectId={warning.subject_id} />
                  </th>
                  <td>
                    <LevelMark level={warning.level} />
                  </td>
                  <td>
                    <TimeSaid at={warning.anchor_at} kind="occurred" />
                  </td>
                  <td className="rules-number">
                    {warning.evidence.length + warning.evidence_withheld}
                  </td>
                  <td>{t('version', { version: warning.rule_version })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Section>
  )
}
