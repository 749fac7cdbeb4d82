import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { identifier, joined, NOTHING, sql, type Sql } from '#/sql.ts'

/*
 * Tables in the engine's memory that one piece of work makes, looks at and drops. Whoever makes
 * them chooses their names, which begin with a prefix of its own.
 */

/** What a scratch table holds: nothing yet, or the rows of a statement. */
export type ScratchContent =
  | { readonly columns: Sql }
  | { readonly rows: Sql; readonly compressed?: boolean }

/** A name that its maker chose, as it stands in statements. */
export function scratchTableName(name: string): Sql {
  return identifier(name)
}

export async function makeScratchTable(
  warehouse: Warehouse,
  name: Sql,
  content: ScratchContent,
  options: QueryOptions,
): Promise<void> {
  await warehouse.execute(sql`CREATE TABLE ${name} ${definitionSql(content)}`, options)
}

function definitionSql(content: ScratchContent): Sql {
  if ('columns' in content) return sql`(${content.columns}) ENGINE = Memory`
  const settings = content.compressed === true ? sql` SETTINGS compress = 1` : NOTHING
  return sql`ENGINE = Memory${settings} AS ${content.rows}`
}

/** Adds the rows of a statement that gives these columns. */
export async function addToScratchTable(
  warehouse: Warehouse,
  name: Sql,
  columns: readonly string[],
  rows: Sql,
  options: QueryOptions,
): Promise<void> {
  const names = joined(columns.map((column) => identifier(column)))
  await warehouse.execute(sql`INSERT INTO ${name} (${names}) ${rows}`, options)
}

export async function dropScratchTable(
  warehouse: Warehouse,
  name: Sql,
  options: QueryOptions,
): Promise<void> {
  await warehouse.execute(sql`DROP TABLE IF EXISTS ${name}`, options)
}

export async function rowsInScratchTable(
  warehouse: Warehouse,
  name: Sql,
  options: QueryOptions,
): Promise<number> {
  const [counted] = await warehouse.query<{ rows: string }>(
    sql`SELECT count() AS rows FROM ${name}`,
    options,
  )
  return Number(counted?.rows ?? 0)
}

/**
 * Drops those that begin with a prefix: what processes left behind that were killed. `isLeft` says
 * of a name whether its maker is gone, where others of the prefix may be in use.
 */
export async function dropScratchTablesLeft(
  warehouse: Warehouse,
  prefix: string,
  options: QueryOptions,
  isLeft: (name: string) => boolean = () => true,
): Promise<void> {
  const left = await warehouse.query<{ name: string }>(
    sql`
SELECT name FROM system.tables
WHERE database = currentDatabase() AND engine = 'Memory' AND startsWith(name, ${prefix})`,
    options,
  )
  for (const { name } of left)
    if (isLeft(name)) await dropScratchTable(warehouse, identifier(name), options)
}
