import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@jianwei/events/errors.ts'
import type { TableFile } from '@jianwei/projections/table-file.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { identifier, NOTHING, quotedIdentifier, sql } from '@jianwei/projections/sql.ts'
import {
  statementsFor,
  tableStatements,
  type TableStatement,
} from '#/warehouse/table-statements.ts'
import type { Cluster, WarehouseCapabilities } from '#/warehouse/warehouse-capabilities.ts'

/** The warehouse was made by a newer program; this one does not know all of its tables. */
export class WarehouseNewer extends DomainError {
  override readonly name = 'WarehouseNewer'
  readonly code = 'WAREHOUSE_NEWER'

  constructor(tables: readonly string[]) {
    super(
      `the warehouse holds newer tables than this program knows: ${tables.join(', ')}; ` +
        'update the program or rebuild',
    )
  }
}

/**
 * A table file changed and its version did not: what is in the warehouse has another shape than the
 * program writes.
 */
export class TableChanged extends DomainError {
  override readonly name = 'TableChanged'
  readonly code = 'TABLE_CHANGED'

  constructor(tables: readonly string[]) {
    super(
      `made from another text than the program's: ${tables.join(', ')}; ` +
        'rebuild the warehouse from the log',
    )
  }
}

export interface Migration {
  /**
   * `name v2` of what was made by this call, in order; empty when all was there. New tables are
   * empty until the projector fills them.
   */
  readonly made: readonly string[]
}

interface AppliedRow {
  readonly name: string
  readonly version: number
  readonly checksum: string
}

/** Not a table of the log, so it is not in `projections`: it says what the migrator did here. */
const APPLIED = `CREATE TABLE IF NOT EXISTS table_files_v1
(
    name       String,
    version    UInt32,
    checksum   String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (name, version)
SETTINGS non_replicated_deduplication_window = 1000`

const quietly = { purpose: 'migrator', lane: 'control' } as const

/**
 * Makes the tables that are missing, in order, and records each file when all of its statements
 * ran. Running it again, also after a death half-way, makes only what is missing. Throws
 * WarehouseNewer or TableChanged before it makes anything.
 */
export async function migrate(
  warehouse: Warehouse,
  files: readonly TableFile[],
  { cluster }: Pick<WarehouseCapabilities, 'cluster'> = { cluster: null },
): Promise<Migration> {
  await makeRecord(warehouse, cluster)
  const known = await warehouse.query<AppliedRow>(
    sql`SELECT name, version, checksum FROM table_files_v1`,
    quietly,
  )
  const wanted = await withTexts(files)
  refuseNewer(known, files)
  refuseChanged(known, wanted)
  const missing = wanted.filter(
    (file) => !known.some(({ name, version }) => name === file.name && version === file.version),
  )
  return { made: await makeFiles(warehouse, missing, cluster) }
}

/**
 * Drops every table and makes all of them anew, empty. Asks nobody what is there: another process
 * that migrates at the same time may record a table that was dropped in between.
 */
export async function remake(
  warehouse: Warehouse,
  files: readonly TableFile[],
  capabilities: Pick<WarehouseCapabilities, 'cluster'> = { cluster: null },
): Promise<void> {
  await dropAll(warehouse, capabilities)
  await makeRecord(warehouse, capabilities.cluster)
  await makeFiles(warehouse, await withTexts(files), capabilities.cluster)
}

/** The names of all tables and views that the files make on a single node. */
export async function tablesOf(files: readonly TableFile[]): Promise<readonly string[]> {
  const texts = await withTexts(files)
  return texts.flatMap(({ text: sql }) => tableStatements(sql).map(({ name }) => name))
}

async function makeRecord(warehouse: Warehouse, cluster: Cluster | null): Promise<void> {
  for (const statement of tableStatements(`${APPLIED};`)) await make(warehouse, cluster, statement)
}

interface TableText extends TableFile {
  readonly text: string
}

function withTexts(files: readonly TableFile[]): Promise<readonly TableText[]> {
  return Promise.all(files.map(async (file) => ({ ...file, text: await tableText(file) })))
}

async function makeFiles(
  warehouse: Warehouse,
  files: readonly TableText[],
  cluster: Cluster | null,
): Promise<readonly string[]> {
  const made: string[] = []
  for (const file of files) {
    for (const statement of tableStatements(file.text)) await make(warehouse, cluster, statement)
    await warehouse.execute(
      sql`
INSERT INTO table_files_v1 (name, version, checksum)
SELECT ${file.name}, ${file.version}, ${checksumOf(file.text)}`,
      quietly,
    )
    made.push(`${file.name} v${file.version}`)
  }
  return made
}

async function make(
  warehouse: Warehouse,
  cluster: Cluster | null,
  statement: TableStatement,
): Promise<void> {
  for (const each of statementsFor(cluster, statement)) await warehouse.execute(each, quietly)
}

/**
 * Drops every table and view of the warehouse's database, of whatever version. For a rebuild from
 * the log.
 */
export async function dropAll(
  warehouse: Warehouse,
  { cluster }: Pick<WarehouseCapabilities, 'cluster'> = { cluster: null },
): Promise<void> {
  const tables = await warehouse.query<{ name: string; engine: string }>(
    sql`SELECT name, engine FROM system.tables WHERE database = currentDatabase()`,
    quietly,
  )
  const views = tables.filter((table) => table.engine === 'MaterializedView')
  const others = tables.filter((table) => table.engine !== 'MaterializedView')
  const onCluster = cluster === null ? NOTHING : sql` ON CLUSTER ${identifier(cluster.name)}`
  for (const { name } of [...views, ...others]) {
    await warehouse.execute(
      sql`DROP TABLE IF EXISTS ${quotedIdentifier(name)}${onCluster} SYNC`,
      quietly,
    )
  }
}

function refuseNewer(known: readonly AppliedRow[], files: readonly TableFile[]): void {
  const newer = known.filter((row) => {
    const ours = files.find((file) => file.name === row.name)
    return ours === undefined || row.version > ours.version
  })
  if (newer.length > 0) throw new WarehouseNewer(newer.map((row) => `${row.name} v${row.version}`))
}

function refuseChanged(known: readonly AppliedRow[], wanted: readonly TableText[]): void {
  const changed = wanted.filter((file) =>
    known.some(
      (row) =>
        row.name === file.name &&
        row.version === file.version &&
        row.checksum !== checksumOf(file.text),
    ),
  )
  if (changed.length > 0)
    throw new TableChanged(changed.map((file) => `${file.name} v${file.version}`))
}

async function tableText(file: TableFile): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve(`@jianwei/projections/${file.path}`)), 'utf8')
}

/** What tells texts of table files apart, by `name v2`. */
export async function textsOfTables(
  files: readonly TableFile[],
): Promise<Readonly<Record<string, string>>> {
  const texts = await withTexts(files)
  return Object.fromEntries(
    texts.map(({ name, version, text: written }) => [`${name} v${version}`, checksumOf(written)]),
  )
}

/** Of the statements, so that a better comment is not a change. */
function checksumOf(sql: string): string {
  const statements = tableStatements(sql).map((statement) => statement.sql)
  return createHash('sha256').update(statements.join(';\n')).digest('hex')
}
