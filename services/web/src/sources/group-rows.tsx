import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { groupRowsQuery, type GroupRowRead } from '#/sources/group-queries.ts'
import { OriginSaid } from '#/sources/origin-said.tsx'
import { OutcomeMark } from '#/sources/outcome-mark.tsx'
import type { State } from '#/sources/quarantine-search.ts'
import { reasonName } from '#/parts/reason-name.ts'

export interface GroupRowsProps {
  readonly groupId: string
  readonly state: State
}

/** What the inputs of a group say, cell by cell where they have cells, beside why. */
export function GroupRowsTable({ groupId, state }: GroupRowsProps) {
  const { t } = useTranslation('sources')
  const found = useInfiniteQuery(groupRowsQuery(groupId, state))
  const rows = found.data?.pages.flatMap(({ items }) => items)
  const columns = columnsOf(rows ?? [])
  return (
    <>
      <Asked of={found} />
      {rows !== undefined && rows.length === 0 && <p>{t('group.rows_none')}</p>}
      {rows !== undefined && rows.length > 0 && (
        <div className="cells-scroll" tabIndex={0} role="region" aria-label={t('group.rows')}>
          <table className="plain-table cells-table">
            <thead>
              <tr>
                <th scope="col">{t('input.origin')}</th>
                <th scope="col">{t('quarantine.why')}</th>
                {columns.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
                {columns.length === 0 && <th scope="col">{t('input.original')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.quarantine_id} row={row} columns={columns} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </>
  )
}

/** Of all rows, in the order in which they first stand. */
function columnsOf(rows: readonly GroupRowRead[]): readonly string[] {
  return [...new Set(rows.flatMap(({ cells }) => (cells ?? []).map(({ column }) => column)))]
}

function Row({
  row,
  columns,
}: {
  readonly row: GroupRowRead
  readonly columns: readonly string[]
}) {
  const { t } = useTranslation('sources')
  const { cells, reasons, preview } = row
  const wrong = new Set(reasons.map(({ path }) => path))
  return (
    <tr>
      <th scope="row">
        <Link to="/sources/quarantine/$id" params={{ id: row.quarantine_id }}>
          <OriginSaid entry={row} />
        </Link>
        <small>
          <OutcomeMark outcome={row.outcome} />
        </small>
      </th>
      <td>
        {reasons.map(({ code, path }) => (
          <div key={`${code} ${path}`}>
            {reasonName(code, t)} {path !== '' && <code>{path}</code>}
          </div>
        ))}
      </td>
      {columns.length === 0 && <td>{preview ?? t('group.not_shown')}</td>}
      {columns.map((column) => {
        const cell = cells?.find((one) => one.column === column)
        return (
          <td key={column} className={wrong.has(column) ? 'wrong-cell' : undefined}>
            {cell?.text}
          </td>
        )
      })}
    </tr>
  )
}
