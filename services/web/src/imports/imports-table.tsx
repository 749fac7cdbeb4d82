import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ImportProgress } from '#/imports/import-progress.tsx'
import type { ImportRead } from '#/imports/import-queries.ts'
import { TimeSaid } from '#/parts/time-said.tsx'

/** On a phone each row is a card, whose cells say what they are. */
export function ImportsTable({ rows }: { readonly rows: readonly ImportRead[] }) {
  const { t } = useTranslation('imports')
  const heads = [t('file'), t('mapping'), t('state_head'), t('counts.title'), t('begun'), t('by')]
  return (
    <table className="plain-table imports-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <ImportRow key={row.import_id} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function ImportRow({ row }: { readonly row: ImportRead }) {
  const { t } = useTranslation('imports')
  const { counts } = row
  const leftOut = leftOutCells(row)
  return (
    <tr>
      <th scope="row">
        <Link to="/imports/$id" params={{ id: row.import_id }}>
          {row.file}
        </Link>
      </th>
      <td data-head={t('mapping')}>
        {row.mapping}
        {row.mapping_version !== null && (
          <small className="soft">{t('version', { version: row.mapping_version })}</small>
        )}
      </td>
      <td data-head={t('state_head')}>
        <span className={`import-state import-${row.state}`}>{t(`state.${row.state}`)}</span>
        <ImportProgress of={row} />
      </td>
      <td data-head={t('counts.title')}>
        {t('counts.short', { records: counts.records, accepted: counts.accepted })}
        {counts.quarantined > 0 && (
          <small>{t('counts.refused', { count: counts.quarantined })}</small>
        )}
        {leftOut > 0 && <small>{t('counts.left_out', { count: leftOut })}</small>}
        {row.holds_back.length > 0 && <small>{t('holds_back_short')}</small>}
      </td>
      <td data-head={t('begun')}>
        <TimeSaid at={row.begun_at} />
      </td>
      <td data-head={t('by')}>{row.ordered_by ?? t('by_command')}</td>
    </tr>
  )
}

/** Cells that cost their field only, listed or not. */
export function leftOutCells({ fields_left_out: listed, fields_left_out_more: more }: ImportRead) {
  return listed.reduce((sum, { cells }) => sum + cells, more.cells)
}
