import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { CLOSING_REASONS } from '#/parts/vocabulary.ts'
import { PrecisionSaid } from '#/rules/precision-said.tsx'
import { closingsQuery, type ClosingsRead, type RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'
import { Wide } from '#/rules/wide.tsx'

/** Why alerts of each version were closed, and which share of what was judged was true. */
export function ClosingsSection({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const words = useTranslation('words').t
  const closings = useQuery(closingsQuery(rule.rule_id))
  const versions = closings.data?.versions
  return (
    <Section title={t('closings.title')}>
      <Asked of={closings} />
      {versions?.length === 0 && <p>{t('closings.none')}</p>}
      {versions !== undefined && versions.length > 0 && (
        <Wide label={t('closings.title')}>
          <table className="rules-table">
            <thead>
              <tr>
                <th scope="col">{t('closings.version')}</th>
                <th scope="col">{t('closings.precision')}</th>
                <th scope="col">{t('closings.open')}</th>
                {CLOSING_REASONS.map((reason) => (
                  <th scope="col" key={reason}>
                    {words(`closing_reason.${reason}`)}
                  </th>
                ))}
                <th scope="col">{t('closings.merged')}</th>
              </tr>
            </thead>
            <tbody>
              {versions.map((one) => (
                <ClosingsRow key={one.rule_version} ruleId={rule.rule_id} closings={one} />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <p className="soft">{t('closings.meaning')}</p>
    </Section>
  )
}

function ClosingsRow({
  ruleId,
  closings,
}: {
  readonly ruleId: string
  readonly closings: ClosingsRead
}) {
  const { t } = useTranslation('rules')
  const desk = `/desk?rule_id=${encodeURIComponent(ruleId)}`
  return (
    <tr>
      <th scope="row">{t('version', { version: closings.rule_version })}</th>
      <td>
        <PrecisionSaid precision={closings.precision} />
      </td>
      <td className="rules-number">
        <a href={`${desk}&open=true`}>{whole(closings.open)}</a>
      </td>
      {CLOSING_REASONS.map((reason) => (
        <td key={reason} className="rules-number">
          <a href={`${desk}&closed_as=${reason}`}>{whole(closings.reasons[reason])}</a>
        </td>
      ))}
      <td className="rules-number">{whole(closings.merged)}</td>
    </tr>
  )
}
