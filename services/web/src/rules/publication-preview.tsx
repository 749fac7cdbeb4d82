import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PublicationPreviewView } from '@jianwei/services/server/routes/rule-life.ts'
import { read } from '#/api/ask.ts'
import { actorSaid } from '#/parts/actor.ts'
import { Asked } from '#/parts/asked.tsx'
import { versionAddress, type RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'

/** How many alerts publishing raises, and whether one person may do it alone. */
export function PublicationPreview({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const words = useTranslation('words').t
  const found = useQuery({
    queryKey: ['rules', 'preview', rule.rule_id, rule.rule_version],
    queryFn: ({ signal }) =>
      read<typeof PublicationPreviewView>(
        `${versionAddress(rule.rule_id, rule.rule_version)}/publish/preview`,
        { signal },
      ),
    staleTime: 0,
  })
  if (found.data === undefined) return <Asked of={found} />
  const { would_raise, proposed_by } = found.data
  return (
    <div role="status">
      <Asked of={found} />
      {would_raise !== null && (
        <>
          <p className="rules-would-raise">{t('preview.now', { count: would_raise.alerts_now })}</p>
          <p>
            {t('preview.days', {
              count: would_raise.alerts_last_90_days,
              limit: whole(would_raise.limit),
            })}
          </p>
          {would_raise.needs_second_person && (
            <p className="rules-warn">⚠ {t('preview.second_person')}</p>
          )}
        </>
      )}
      {proposed_by !== null && (
        <p>{t('preview.proposed_by', { actor: actorSaid(proposed_by, words) })}</p>
      )}
    </div>
  )
}
