import { sql, type Sql } from '#/sql.ts'

/** Ids of facts as the log writes them, from the sortable numbers that the statements work with. */
export function factIdsSql(numbers: Sql): Sql {
  return sql`arrayMap(id -> UUIDNumToString(id), ${numbers})`
}

/** The sortable number of a fact id; the order of these numbers is the order of the ids as text. */
export const FACT_NUMBER = sql`UUIDToNum(fact_id)`
