import { allTableFiles } from '#/all-projections.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, joined, sql } from '#/sql.ts'
import { countedTable } from '#/table-file.ts'

/** A table that does not hold as many events as `events_v2` says it must. */
export interface TableDisagreement {
  readonly table: string
  readonly expected: number
  readonly found: number
}

/** What was projected for certain, and whether an insert may have been cut short behind it. */
export interface ProjectedRange {
  readonly committed: number
  readonly isWhole: boolean
}

/**
 * Tables that lack rows, or have too many, although the engine finds nothing wrong with their
 * files: a part that was taken away whole leaves no trace. Every table that is filled one row an
 * event, or sums events, must agree with `events_v2`.
 */
export async function tableDisagreements(
  warehouse: Warehouse,
  { committed, isWhole }: ProjectedRange,
): Promise<readonly TableDisagreement[]> {
  const upTo = sql`position <= ${committed}`
  const agreements = allTableFiles
    .flatMap(({ counts }) => counts ?? [])
    .filter(({ by }) => by === 'position' || isWhole)
  const expected = agreements.map((each, index) => sql`countIf(${each.expected}) AS e${index}`)
  const found = agreements.map(
    (each, index) =>
      sql`(
  SELECT toUInt64(${each.found})
  FROM ${countedTable(each)}
  WHERE ${each.by === 'position' ? sql`${each.position ?? sql`position`} <= ${committed}` : and([])}
) AS f${index}`,
  )
  const [row] = await warehouse.query<Readonly<Record<string, string>>>(
    sql`
SELECT ${joined([...expected, ...found])}
FROM events_v2
WHERE ${upTo}`,
    { purpose: 'table-agreement', lane: 'control' },
  )
  // An aggregate has a row, and the columns are those that were asked for.
  return agreements.flatMap(({ table }, index) => {
    const counts = {
      expected: countOf(row?.[`e${index}`] ?? 0),
      found: countOf(row?.[`f${index}`] ?? 0),
    }
    return counts.expected === counts.found ? [] : [{ table, ...counts }]
  })
}
