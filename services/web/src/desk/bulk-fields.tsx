import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  fieldsOfBulk,
  type BulkDraft,
  type BulkField,
  type BulkStepName,
} from '#/desk/bulk-orders.ts'
import { UnitInput } from '#/parts/unit-input.tsx'
import { CLOSING_REASONS } from '#/parts/vocabulary.ts'

export interface BulkFieldsProps {
  readonly step: BulkStepName
  readonly draft: BulkDraft
  readonly change: (draft: BulkDraft) => void
}

/** The fields of a step with many alerts; what was typed stays when another step is chosen. */
export function BulkFields({ step, draft, change }: BulkFieldsProps) {
  const { t } = useTranslation('desk')
  return fieldsOfBulk(step).map((field) => (
    <label key={field}>
      <span>{t(`bulk.field.${field}`)}</span>
      <Field
        field={field}
        value={draft[field] ?? ''}
        change={(value) => change({ ...draft, [field]: value })}
      />
    </label>
  ))
}

interface FieldProps {
  readonly field: BulkField
  readonly value: string
  readonly change: (value: string) => void
}

function Field({ field, value, change }: FieldProps) {
  const words = useTranslation('words').t
  switch (field) {
    case 'reason':
      return (
        <Input.TextArea
          value={value}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2_000}
          onChange={({ target }) => change(target.value)}
        />
      )
    case 'reason_code':
      return (
        <Select
          value={value === '' ? null : value}
          onChange={(chosen) => change(chosen ?? '')}
          options={CLOSING_REASONS.map((one) => ({
            value: one,
            label: words(`closing_reason.${one}`),
          }))}
        />
      )
    case 'unit':
      return <UnitInput value={value} change={change} />
    case 'tag':
    case 'to':
      return <Input value={value} maxLength={100} onChange={({ target }) => change(target.value)} />
  }
}
