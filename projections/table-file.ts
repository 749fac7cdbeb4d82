import type { Projection } from '#/projection.ts'
import type { TableScope } from '#/scope/table-scope.ts'
import { identifier, NOTHING, sql, type Sql } from '#/sql.ts'

/**
 * A file of DDL. The version in its tables' names grows with every change of shape; old versions
 * are never altered.
 */
export interface TableFile {
  /** The folder's name: the question. */
  readonly name: string
  readonly version: number
  /** Path inside this package. */
  readonly path: string
  /** What the projector fills; without it, views of this file do. */
  readonly projection?: Projection
  readonly counts?: readonly TableCount[]
  /** Who may see the rows of each of its tables. */
  readonly scopes: Readonly<Record<string, TableScope>>
}

/** How many events a table must have counted, by those in `events_v2`. */
export interface TableCount {
  readonly table: string
  /** The condition over `events_v2` that such an event fulfils. */
  readonly expected: Sql
  /** Over the table: how many it has. */
  readonly found: Sql
  /**
   * `position`: the table keeps the position of each event. `sum`: it only keeps sums, which can be
   * compared while no insert is under way.
   */
  readonly by: 'position' | 'sum'
  /** The column that has the position, where it is not `position`. */
  readonly position?: Sql
  /** Only the newest of the rows of a key, in a table that keeps that. */
  readonly newest?: true
}

/** The table as its counts are read. */
export function countedTable({ table, newest }: Pick<TableCount, 'table' | 'newest'>): Sql {
  return sql`${identifier(table)}${newest === true ? sql` FINAL` : NOTHING}`
}

const LOCAL = '_local'

/**
 * In a cluster, the table in which a node keeps its share of the rows; the table itself reads the
 * shares of all shards.
 */
export function localTable(table: string): string {
  return `${table}${LOCAL}`
}

/** The table whose rows, or whose share of the rows, the name says. */
export function wholeTable(table: string): string {
  return table.endsWith(LOCAL) ? table.slice(0, -LOCAL.length) : table
}
