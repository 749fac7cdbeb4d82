import { z } from 'zod'
import { msOfInstant } from '@jianwei/events/instant.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import {
  DUTIES,
  DUTY_COLUMNS_SQL,
  dutyRow,
  type DutyRow,
  type EngineDutyRow,
} from '#/duties/duty-row.ts'
import { conditionsOf, OPEN_STATES, type DutiesFilter } from '#/duties/filter-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, list, sql, textList } from '#/sql.ts'

export interface DutiesQuestion extends DutiesFilter {
  readonly limit: number
  readonly cursor?: string
}

const Key = z.tuple([z.int(), z.string()])

/** Duties by when they are due, earliest first; without other states, those that are open. */
export async function queuedDuties(
  warehouse: Warehouse,
  { limit, cursor, states = OPEN_STATES, ...filter }: DutiesQuestion,
): Promise<Page<DutyRow>> {
  const after = cursor === undefined ? undefined : keyOfCursor(cursor, Key)
  // Those whose days cannot be counted come first.
  const due = sql`ifNull(toUnixTimestamp64Milli(due_at), 0)`
  const behind =
    after === undefined ? [] : [sql`(${due}, toString(duty_id)) > (${after[0]}, ${after[1]})`]
  const rows = await warehouse.query<EngineDutyRow>(
    sql`
SELECT ${DUTY_COLUMNS_SQL}
FROM ${DUTIES}
WHERE ${and([...conditionsOf({ ...filter, states }), ...behind])}
ORDER BY ${due}, toString(duty_id)
LIMIT ${limit + 1}`,
    { purpose: 'duties:queue' },
  )
  return pageOf(rows.map(dutyRow), limit, ({ due_at, duty_id }) => [
    due_at === null ? 0 : msOfInstant(due_at),
    duty_id,
  ])
}

/**
 * Of each of a few alerts, the open duty that is due first: its own, or a part of joint handling.
 * Duties whose days cannot be counted come last. `since`: the position at which the oldest of these
 * alerts was raised, before which none of their duties began.
 */
export async function firstDuties(
  warehouse: Warehouse,
  alertIds: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, DutyRow>> {
  if (alertIds.length === 0) return new Map()
  const these = sql`about_id IN ${textList(alertIds)} AND about != 'fact'`
  const rows = await warehouse.query<EngineDutyRow>(
    sql`
SELECT * EXCEPT (events, opened_position)
FROM (
  SELECT ${DUTY_COLUMNS_SQL}, events, opened_position
  FROM duties_v1
  WHERE opened_position >= ${since} AND ${these}
  ORDER BY events DESC
  LIMIT 1 BY opened_position
)
WHERE state IN (${list(OPEN_STATES)})
ORDER BY due_at IS NULL, due_at, duty_id
LIMIT 1 BY about_id`,
    { purpose: 'duties:first-due' },
  )
  return new Map(rows.map(dutyRow).map((duty) => [duty.about_id, duty]))
}
