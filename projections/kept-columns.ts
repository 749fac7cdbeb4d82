import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { identifier, joined, NOTHING, sql, text, textList, type Sql } from '#/sql.ts'
import { localTable } from '#/table-file.ts'
import { WarehouseError } from '#/warehouse-error.ts'

/**
 * Columns whose values follow from others of their row, added to a table once somebody names them.
 * What is inserted from then on has them, and what lies there is filled part by part, by the
 * engine, beside everything else. Where a part lacks a column it is worked out from the row, so
 * nothing is wrong meanwhile, only slower.
 */

/** One of them. In all tables and for all time a name has one type and one way to its value. */
export interface ComputedColumn {
  readonly name: string
  readonly type: Sql
  /** Over the other columns of the row. */
  readonly value: Sql
}

/** What is left of filling columns. */
export interface ColumnFill {
  /** Columns that some part still lacks. */
  readonly columns: readonly string[]
  /** Parts that the engine has still to go through; in a cluster of all nodes. */
  readonly parts_left: number
  /** Why the engine could not go through one, where it could not; it goes on trying. */
  readonly problem: string | null
}

/** Nodes of a cluster that are there are waited for so long. */
const CLUSTER_SECONDS_MAX = 30

/** ClickHouse's number, here for a column that is there with another type. */
export const TYPE_MISMATCH = 53
/** ClickHouse's numbers. */
const UNKNOWN_TABLE = 60
const NOT_ENOUGH_SPACE = 243

const BYTES_IN_MB = 2 ** 20
/**
 * So much must be free on the disk before a table is changed, of a smaller disk a quarter. What
 * changes while it fills up may be written as files without content: a table that nobody can read
 * any more.
 */
const FREE_BYTES_MIN = 64 * BYTES_IN_MB

/** What the engine is told of each. */
const COMPUTED = 'computed'

type Asked = Pick<Warehouse, 'query' | 'execute'>

interface TableWhere {
  readonly name: string
  readonly cluster: string | null
}

/**
 * Adds the columns that the table lacks. Running it again changes nothing. In a cluster the nodes'
 * shares have them first, and then the table that reads all of them. Nobody waits for nodes that
 * are away: they hear of it when they come back. `anew`: also where the table has them, as where a
 * node says that its share does not. Throws WarehouseError.
 */
export async function addColumns(
  warehouse: Asked,
  table: string,
  columns: readonly ComputedColumn[],
  options: QueryOptions,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<void> {
  if (columns.length === 0) return
  const known = await columnTypes(warehouse, table, options)
  for (const { name, type } of columns) refuseOtherType(table, name, known.get(name), type.text)
  const missing = anew ? columns : columns.filter(({ name }) => !known.has(name))
  if (missing.length === 0) return
  const where = await whereIs(warehouse, table, options)
  await alter(
    warehouse,
    where,
    missing.map(
      ({ name, type, value }) =>
        sql`
ADD COLUMN IF NOT EXISTS ${identifier(name)} ${type} DEFAULT ${value} COMMENT ${COMPUTED}`,
    ),
    options,
  )
  if (where.name === table) return
  // What an insert does not name, this table would send as its own default: a column that it works
  // out by itself it does not send, so each share does.
  await alter(
    warehouse,
    { ...where, name: table },
    missing.map(
      ({ name, type }) =>
        sql`
ADD COLUMN IF NOT EXISTS ${identifier(name)} ${type}
MATERIALIZED defaultValueOfTypeName(${type.text}) COMMENT ${COMPUTED}`,
    ),
    options,
  )
}

/** A name has one type, also between versions of the program. */
function refuseOtherType(
  table: string,
  name: string,
  is: string | undefined,
  wanted: string,
): void {
  if (is === undefined || is === wanted) return
  throw new WarehouseError(
    `the column ${name} of ${table} is ${is}, and this version of the program wants ${wanted}: ` +
      'make the warehouse anew from the log',
    TYPE_MISMATCH,
    { retryable: false },
  )
}

/** By table, the columns that were added: which there are says what was asked of the rows. */
export async function addedColumns(
  warehouse: Pick<Warehouse, 'query'>,
  options: QueryOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await warehouse.query<{ table: string; names: readonly string[] }>(
    sql`
SELECT table, groupArray(name) AS names FROM system.columns
WHERE database = currentDatabase() AND comment = ${COMPUTED} GROUP BY table`,
    options,
  )
  return new Map(rows.map(({ table, names }) => [table, names]))
}

/**
 * Begins to fill what some part lacks, and goes on where a fill was not begun. Running it again
 * changes nothing else. Throws WarehouseError.
 */
export async function fillColumns(
  warehouse: Asked,
  table: string,
  names: readonly string[],
  options: QueryOptions,
): Promise<ColumnFill> {
  if (names.length === 0) return { columns: [], parts_left: 0, problem: null }
  const where = await whereIs(warehouse, table, options)
  const before = await fillOf(warehouse, where, names, options)
  if (before.columns.length === 0 || before.parts_left > 0) return before
  await alter(
    warehouse,
    where,
    before.columns.map((name) => sql`MATERIALIZE COLUMN ${identifier(name)}`),
    options,
  )
  return fillOf(warehouse, where, names, options)
}

async function columnTypes(
  warehouse: Pick<Warehouse, 'query'>,
  table: string,
  options: QueryOptions,
): Promise<ReadonlyMap<string, string>> {
  const rows = await warehouse.query<{ name: string; type: string }>(
    sql`
SELECT name, type FROM system.columns
WHERE database = currentDatabase() AND table = ${text(table)}`,
    options,
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}

/**
 * In a cluster the nodes' shares are altered, on every node. Throws WarehouseError, retryable,
 * while the tables are being made.
 */
async function whereIs(
  warehouse: Pick<Warehouse, 'query'>,
  table: string,
  options: QueryOptions,
): Promise<TableWhere> {
  const local = localTable(table)
  const rows = await warehouse.query<{ name: string; cluster: string }>(
    sql`
SELECT name, extract(engine_full, '^Distributed\\\\(\\'?(\\\\w+)') AS cluster FROM system.tables
WHERE database = currentDatabase() AND name IN ${textList([table, local])}`,
    options,
  )
  const whole = rows.find(({ name }) => name === table)
  if (whole === undefined)
    throw new WarehouseError(`the table ${table} is not there, or not yet`, UNKNOWN_TABLE, {
      retryable: true,
    })
  const cluster = whole.cluster === '' ? null : whole.cluster
  return { name: rows.some(({ name }) => name === local) ? local : table, cluster }
}

async function fillOf(
  warehouse: Pick<Warehouse, 'query'>,
  where: TableWhere,
  names: readonly string[],
  options: QueryOptions,
): Promise<ColumnFill> {
  const [left] = await warehouse.query<{ parts_left: number; failed_by: string }>(
    sql`
SELECT toUInt32(sum(parts_to_do)) AS parts_left,
  extract(max(latest_fail_reason), '^Code: (\\\\d+)') AS failed_by
FROM ${everyNode(where, sql`system.mutations`)}
WHERE database = currentDatabase() AND table = ${text(where.name)} AND NOT is_done
  AND command LIKE '%MATERIALIZE COLUMN%'`,
    options,
  )
  const lacking = await warehouse.query<{ name: string }>(
    sql`
SELECT name FROM (SELECT arrayJoin([${joined(names.map(text))}]) AS name) AS wanted
LEFT JOIN (
  SELECT column AS name, count() AS parts
  FROM ${everyNode(where, sql`system.parts_columns`)}
  WHERE active AND database = currentDatabase() AND table = ${text(where.name)}
  GROUP BY column
) AS having_it USING (name)
WHERE parts < (
  SELECT count() FROM ${everyNode(where, sql`system.parts`)}
  WHERE active AND database = currentDatabase() AND table = ${text(where.name)}
)
ORDER BY name`,
    options,
  )
  const failed_by = left?.failed_by ?? ''
  return {
    columns: lacking.map(({ name }) => name),
    parts_left: left?.parts_left ?? 0,
    problem: failed_by === '' ? null : `the engine fails with code ${failed_by}`,
  }
}

function everyNode({ cluster }: TableWhere, table: Sql): Sql {
  return cluster === null ? table : sql`clusterAllReplicas(${text(cluster)}, ${table})`
}

/** Throws WarehouseError, retryable, where a disk on which the table lies is nearly full. */
async function assertSpace(
  warehouse: Pick<Warehouse, 'query'>,
  table: string,
  options: QueryOptions,
): Promise<void> {
  const [full] = await warehouse.query<{ disk: string; free_mb: number; needed_mb: number }>(
    sql`
SELECT name AS disk, toFloat64(round(unreserved_space / ${BYTES_IN_MB}, 1)) AS free_mb,
  toFloat64(round(needed / ${BYTES_IN_MB}, 1)) AS needed_mb
FROM (
  SELECT name, unreserved_space,
    least(${FREE_BYTES_MIN}, intDiv(total_space, 4)) AS needed
  FROM system.disks
  WHERE name IN (
    SELECT arrayJoin(disks) FROM system.storage_policies
    WHERE policy_name IN (
      SELECT storage_policy FROM system.tables
      WHERE database = currentDatabase() AND name = ${table}
    )
  )
)
WHERE unreserved_space < needed
ORDER BY disk LIMIT 1`,
    options,
  )
  if (full === undefined) return
  throw new WarehouseError(
    `no columns are added while ${full.free_mb} MB are free on the disk ${full.disk}: ` +
      `${full.needed_mb} MB are needed`,
    NOT_ENOUGH_SPACE,
    { retryable: true },
  )
}

async function alter(
  warehouse: Asked,
  { name, cluster }: TableWhere,
  changes: readonly Sql[],
  options: QueryOptions,
): Promise<void> {
  if (changes.length === 0) return
  await assertSpace(warehouse, name, options)
  const onCluster = cluster === null ? NOTHING : sql` ON CLUSTER ${identifier(cluster)}`
  const waiting =
    cluster === null
      ? NOTHING
      : sql`
SETTINGS distributed_ddl_output_mode = 'throw_only_active',
  distributed_ddl_task_timeout = ${CLUSTER_SECONDS_MAX}`
  await warehouse.execute(
    sql`ALTER TABLE ${identifier(name)}${onCluster} ${joined(changes)}${waiting}`,
    options,
  )
}
