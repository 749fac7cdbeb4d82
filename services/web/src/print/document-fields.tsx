import { useTranslation } from 'react-i18next'
import { LevelMark } from '#/parts/level-mark.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useUnitNames } from '#/parts/unit-names.ts'
import { FieldTable } from '#/print/field-table.tsx'
import type { Document } from '#/print/document-queries.ts'
import { isUscc } from '#/print/is-uscc.ts'
import { useLeft } from '#/print/use-left.ts'

/** What the document is about: object, level, unit, limit and why it was made. */
export function DocumentFields({ document }: { readonly document: Document }) {
  const { t } = useTranslation(['print', 'words'])
  const left = useLeft()
  const unitName = useUnitNames()
  const { object, region, limit, occasion, rule } = document
  // What raised such an alert is the rule, which says why.
  const isByRule = document.document === 'notice' && rule !== null
  const code = isUscc(object.subject_id) ? 'field.uscc' : 'field.subject_id'
  const further = object.further.map(({ subject_id, name }) => name ?? subject_id)
  const unit = document.unit.name ?? document.unit.id
  const duties = limit.duties.map(
    (duty) =>
      `${duty.title}${duty.unit === null ? '' : `（${unitName(duty.unit)}）`}：${left(duty)}`,
  )
  return (
    <FieldTable
      rows={[
        [t('field.object'), object.name ?? t('no_name')],
        [t(code), object.subject_id],
        ...(further.length === 0
          ? []
          : [[t('field.further'), further.join('、'), 'wide'] as const]),
        [t('field.level'), <LevelMark key="level" level={document.level} />],
        [t('field.state'), t(`words:state.${document.state}`)],
        [t('field.raised_at'), t('in_china', { time: minuteOf(document.raised_at) })],
        [t('field.region'), region.name ?? region.id ?? t('unknown')],
        [t('field.unit'), unit ?? t('no_unit')],
        [t('field.owner'), document.owner ?? t('no_owner')],
        [t('field.limit'), left(limit), 'wide'],
        ...(duties.length === 0 ? [] : [[t('field.duties'), duties.join('；'), 'wide'] as const]),
        ...(rule === null
          ? []
          : [
              [
                t('field.rule'),
                `${rule.title ?? rule.rule_id}（${t('version', { version: rule.rule_version })}）`,
                'wide',
              ] as const,
            ]),
        ...(rule?.text == null ? [] : [[t('field.why'), rule.text, 'wide'] as const]),
        ...(document.summary === null
          ? []
          : [[t('field.summary'), document.summary, 'wide'] as const]),
        ...(occasion.text === '' || isByRule
          ? []
          : [[t('field.occasion'), occasion.text, 'wide'] as const]),
        ...(rule?.playbook == null ? [] : [[t('field.playbook'), rule.playbook, 'wide'] as const]),
      ]}
    />
  )
}
