import { RiskLevel } from '@jianwei/events/warning/events.ts'
import { list, sql, type Sql } from '#/sql.ts'

/**
 * Newest first; soonest due first, those without a limit last; gravest first, then newest; longest
 * waiting first; last changed first.
 */
export const ALERT_ORDERS = ['raised', 'due', 'level', 'waiting', 'changed'] as const
export type AlertOrder = (typeof ALERT_ORDERS)[number]

/** Where a row stands in an order: two numbers, smaller first. No two alerts have both. */
export type OrderKey = readonly [number, number]

/** Behind every time that a limit can have, and exact as a number. */
const NEVER_DUE = Number.MAX_SAFE_INTEGER

const NEWEST_FIRST = sql`-toInt64(raised_position)`
const OLDEST_FIRST = sql`toInt64(raised_position)`

const GRAVITY = sql`toInt64(indexOf([${list(RiskLevel.options)}], level))`

const KEYS: Readonly<Record<AlertOrder, readonly [Sql, Sql]>> = {
  raised: [NEWEST_FIRST, sql`toInt64(0)`],
  due: [sql`ifNull(toUnixTimestamp64Milli(due_at), ${NEVER_DUE})`, OLDEST_FIRST],
  level: [GRAVITY, NEWEST_FIRST],
  waiting: [OLDEST_FIRST, sql`toInt64(0)`],
  changed: [sql`-toInt64(last_position)`, sql`toInt64(0)`],
}

export function orderKeySql(order: AlertOrder): readonly [Sql, Sql] {
  return KEYS[order]
}

/**
 * Whether a row comes behind a key. Where the order is that of the table, the engine is told so,
 * and reads no further back than it must.
 */
export function behindSql(order: AlertOrder, [first, second]: OrderKey): Sql {
  if (order === 'raised') return sql`raised_position < ${-first}`
  if (order === 'waiting') return sql`raised_position > ${first}`
  const [one, two] = KEYS[order]
  return sql`(${one}, ${two}) > (${first}, ${second})`
}
