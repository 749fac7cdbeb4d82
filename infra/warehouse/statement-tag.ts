import { comment, sql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * A comment in front of a statement: says who asks, and finds the statement among those that the
 * engine runs. `run` tells apart the processes that share an engine, so that none stops a statement
 * of another.
 */
export function tagOf(purpose: string, run: string, statement: number): Sql {
  return comment(`${purpose.replaceAll(' ', '_')} q:${run}.${statement}`)
}

export function tagged(tag: Sql, statement: Sql): Sql {
  return sql`${tag} ${statement}`
}
