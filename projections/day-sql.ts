import { sql, type Sql } from '#/sql.ts'

/** The day in China of a time, as a date. */
export function dateInChinaSql(time: Sql): Sql {
  return sql`toDate32(addHours(${time}, 8))`
}

/** Such as 2026-03-01. */
export function dayInChinaSql(time: Sql): Sql {
  return sql`toString(${dateInChinaSql(time)})`
}
