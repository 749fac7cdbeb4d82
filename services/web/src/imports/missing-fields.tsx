import { useId, useState } from 'react'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldRead } from '#/imports/import-queries.ts'
import { constantOf } from '#/imports/mapping-edit.ts'
import { said } from '#/parts/said.ts'

export interface MissingFieldsProps {
  /** Keys such as `occurred_at` and `data.penalty_types`. */
  readonly missing: readonly string[]
  readonly fields: readonly FieldRead[]
  readonly nameOf: (key: string) => string
  /** The same value for every row. */
  readonly give: (key: string, value: unknown) => void
}

/** Without these a row gives no event: read from a column, or the same for all rows. */
export function MissingFields({ missing, fields, nameOf, give }: MissingFieldsProps) {
  const { t } = useTranslation('imports')
  if (missing.length === 0) return null
  return (
    <div className="notice">
      <p role="status">
        {t('columns.missing', { fields: missing.map(nameOf).join(t('columns.and')) })}
      </p>
      {missing.map((key) => {
        const field = fields.find(({ path }) => `data.${path}` === key)
        return field === undefined ? null : (
          <SameForAll
            key={key}
            field={field}
            name={nameOf(key)}
            give={(text) => give(key, constantOf(text, field.kind))}
          />
        )
      })}
    </div>
  )
}

interface SameForAllProps {
  readonly field: FieldRead
  readonly name: string
  readonly give: (text: string) => void
}

function SameForAll({ field, name, give }: SameForAllProps) {
  const { t } = useTranslation('imports')
  const id = useId()
  const [text, setText] = useState('')
  return (
    <form
      className="same-for-all"
      onSubmit={(event) => {
        event.preventDefault()
        give(text.trim())
      }}
    >
      <label htmlFor={id}>{t('columns.same_for_all', { field: name })}</label>
      <Input id={id} value={text} onChange={({ target }) => setText(target.value)} />
      <Button htmlType="submit" disabled={text.trim() === ''}>
        {t('columns.give')}
      </Button>
      {field.description !== null && <small className="soft">{said(field.description)}</small>}
    </form>
  )
}
