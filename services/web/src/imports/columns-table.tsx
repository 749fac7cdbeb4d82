import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ColumnRow } from '#/imports/column-row.tsx'
import { eventTypeQuery } from '#/imports/import-queries.ts'
import {
  type ColumnTarget,
  type MappedEvent,
  withColumn,
  withConstant,
  withoutValue,
} from '#/imports/mapping-edit.ts'
import type { ColumnSeen } from '#/imports/mapping-draft.ts'
import { MissingFields } from '#/imports/missing-fields.tsx'
import { plainFields, REQUIRED_ENVELOPE } from '#/imports/targets.ts'
import { useFieldNames } from '#/imports/use-field-names.ts'

export interface ColumnsTableProps {
  readonly text: string
  readonly change: (text: string) => void
  /** Of the event in the text. */
  readonly index: number
  readonly event: MappedEvent
  readonly columns: readonly ColumnSeen[]
}

/** Each column with what it holds and what it is read into. */
export function ColumnsTable({ text, change, index, event, columns: seen }: ColumnsTableProps) {
  const { t } = useTranslation('imports')
  const fields = useQuery(eventTypeQuery(event.type)).data?.fields ?? []
  const nameOf = useFieldNames(fields)
  const columns = columnsOf(event, seen)
  const missing = [
    ...REQUIRED_ENVELOPE.filter((name) => !event.given.has(name)),
    ...plainFields(fields)
      .filter(({ required, path }) => required && !event.given.has(`data.${path}`))
      .map(({ path }) => `data.${path}`),
  ]
  return (
    <>
      {columns.length === 0 && <p className="soft">{t('columns.none')}</p>}
      <MissingFields
        missing={missing}
        fields={fields}
        nameOf={nameOf}
        give={(key, value) => change(withConstant(text, index, key.split('.'), value))}
      />
      <table className="plain-table columns-table">
        <caption>{t('columns.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('columns.column')}</th>
            <th scope="col">{t('columns.samples')}</th>
            <th scope="col">{t('columns.read_as')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ column, samples }) => (
            <ColumnRow
              key={column}
              column={column}
              samples={samples}
              uses={event.uses.filter((use) => use.column === column)}
              fields={fields}
              nameOf={nameOf}
              read={(target: ColumnTarget) => change(withColumn(text, index, column, target))}
              leave={(path) => change(withoutValue(text, index, path))}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Those of the file, then those that only the mapping names. */
function columnsOf({ uses }: MappedEvent, seen: readonly ColumnSeen[]): readonly ColumnSeen[] {
  const known = new Set(seen.map(({ column }) => column))
  const named = new Set(uses.map(({ column }) => column).filter((column) => !known.has(column)))
  return [...seen, ...[...named].map((column) => ({ column, samples: [] }))]
}
