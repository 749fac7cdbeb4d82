import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { PrecisionSaid } from '#/rules/precision-said.tsx'
import { closingsQuery, type RuleRead } from '#/rules/rule-queries.ts'
import { useSeen } from '#/rules/use-seen.ts'

/**
 * The precision of a version, asked for once its row is in view: the server counts closings a rule
 * at a time. Of versions that never were published there are none.
 */
export function PrecisionCell({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const [ref, isSeen] = useSeen<HTMLDivElement>()
  const wasPublished = rule.life.some(({ type }) => type === 'RulePublished')
  const desk = `/desk?rule_id=${encodeURIComponent(rule.rule_id)}`
  const found = useQuery({ ...closingsQuery(rule.rule_id), enabled: isSeen && wasPublished })
  const closings = found.data?.versions.find(
    ({ rule_version }) => rule_version === rule.rule_version,
  )
  return (
    <div ref={ref}>
      {!wasPublished && <span className="soft">—</span>}
      {found.error !== null && <span className="rules-warn">{t('precision.failed')}</span>}
      {wasPublished && found.isLoading && <span className="soft">…</span>}
      {found.data !== undefined &&
        (closings === undefined ? (
          <span className="soft">{t('precision.none')}</span>
        ) : (
          <>
            <PrecisionSaid precision={closings.precision} />
            {closings.precision.hits > 0 && (
              <a href={`${desk}&closed_as=true_and_handled`}>{t('precision.list')}</a>
            )}
          </>
        ))}
    </div>
  )
}
