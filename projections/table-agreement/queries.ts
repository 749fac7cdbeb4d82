import {
  ShadowWarningRaised,
  ShadowWarningWithdrawn,
  WarningRaised,
  WarningWithdrawn,
} from '@jianwei/events/warning/events.ts'
import { alertEvents } from '@jianwei/events/alert/events.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { integer, textList } from '#/sql.ts'

/** A table that does not hold as many events as `events_v1` says it must. */
export interface TableDisagreement {
  readonly table: string
  readonly expected: number
  readonly found: number
}

interface Agreement {
  readonly table: string
  /** Over `events_v1`: how many events the table must have counted. */
  readonly expected: string
  /** Over the table: how many it has. */
  readonly found: string
}

const ofTypes = (definitions: readonly { readonly type: string }[]): string =>
  `event_type IN ${textList(definitions.map(({ type }) => type))}`

/** Tables that keep the position of each event. */
const BY_POSITION: readonly Agreement[] = [
  { table: 'events_by_type_v1', expected: '1', found: 'count()' },
  { table: 'fact_ends_v1', expected: `version_kind IN ('correction', 'retraction')`, found: 'count()' },
  { table: 'warnings_v1', expected: ofTypes([WarningRaised, WarningWithdrawn]), found: 'count()' },
  { table: 'shadow_warnings_v1', expected: ofTypes([ShadowWarningRaised, ShadowWarningWithdrawn]), found: 'count()' },
  { table: 'alert_events_v1', expected: ofTypes(alertEvents), found: 'count()' },
]

/** Tables that only keep sums: they can be compared while no insert is under way. */
const BY_SUM: readonly Agreement[] = [
  { table: 'daily_counts_v1', expected: `version_kind IN ('original', 'correction')`, found: 'sum(versions)' },
  { table: 'subject_activity_v1', expected: `version_kind IN ('original', 'correction')`, found: 'sum(versions)' },
  { table: 'source_activity_v1', expected: `version_kind != 'record'`, found: 'sum(events)' },
]

/** What was projected for certain, and whether an insert may have been cut short behind it. */
export interface ProjectedRange {
  readonly committed: number
  readonly isWhole: boolean
}

/**
 * Tables that lack rows, or have too many, although the engine finds nothing wrong with their files: a part that was taken away whole
 * leaves no trace. Every table that is filled one row an event, or sums events, must agree with `events_v1`.
 */
export async function tableDisagreements(
  warehouse: Warehouse,
  { committed, isWhole }: ProjectedRange,
): Promise<readonly TableDisagreement[]> {
  const upTo = `position <= ${integer(committed)}`
  const agreements = [...BY_POSITION, ...(isWhole ? BY_SUM : [])]
  const expected = agreements.map((each, index) => `countIf(${each.expected}) AS e${index}`)
  const found = agreements.map(
    (each, index) =>
      `(SELECT toUInt64(${each.found}) FROM ${each.table}${BY_POSITION.includes(each) ? ` WHERE ${upTo}` : ''}) AS f${index}`,
  )
  const [row] = await warehouse.query<Readonly<Record<string, string>>>(
    `SELECT ${[...expected, ...found].join(', ')} FROM events_v1 WHERE ${upTo}`,
    { purpose: 'table-agreement', lane: 'control' },
  )
  // An aggregate has a row, and the columns are those that were asked for.
  return agreements.flatMap(({ table }, index) => {
    const counts = { expected: countOf(row?.[`e${index}`] ?? 0), found: countOf(row?.[`f${index}`] ?? 0) }
    return counts.expected === counts.found ? [] : [{ table, ...counts }]
  })
}
