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
import { instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, columns, list, sql, textList } from '#/sql.ts'

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

/** Few, because the parts of the table that a page touches are read for each column. */
const CLOCK_COLUMNS = [
  'duty_id',
  'about_id',
  'kind',
  'title_en',
  'title_zh',
  'utc_offset_minutes',
  'calendar_missing',
  'marks',
  'due_at',
  'paused_since',
] as const satisfies readonly (keyof DutyRow)[]

/** What a list says of a duty: what is owed, until when. */
export type DutyClock = Pick<DutyRow, (typeof CLOCK_COLUMNS)[number]>

type EngineDutyClock = Omit<DutyClock, 'due_at' | 'paused_since'> & {
  readonly due_at: string | null
  readonly paused_since: string | null
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
): Promise<ReadonlyMap<string, DutyClock>> {
  if (alertIds.length === 0) return new Map()
  const these = sql`about_id IN ${textList(alertIds)} AND about != 'fact'`
  const rows = await warehouse.query<EngineDutyClock>(
    sql`
SELECT * EXCEPT (state, events, opened_position)
FROM (
  SELECT ${columns(CLOCK_COLUMNS)}, state, events, opened_position
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
  const clocks = rows.map(({ due_at, paused_since, ...clock }) => ({
    ...clock,
    due_at: due_at === null ? null : instantOf(due_at),
    paused_since: paused_since === null ? null : instantOf(paused_since),
  }))
  return new Map(clocks.map((clock) => [clock.about_id, clock]))
}
