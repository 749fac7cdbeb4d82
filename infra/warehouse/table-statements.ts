import { localTable } from '@jianwei/projections/table-file.ts'
import type { Cluster } from '#/warehouse/warehouse-capabilities.ts'
import { sqlOfFile, type Sql } from '@jianwei/projections/sql.ts'

/**
 * The statements of a `table.sql`. The files keep to a form that this can read without parsing SQL:
 * comments are whole lines, each statement begins with CREATE TABLE or CREATE MATERIALIZED VIEW and
 * ends with a semicolon at a line's end; ENGINE, ORDER BY and a view's FROM begin a line; every
 * table has SETTINGS with a window for insert tokens.
 *
 * In a cluster the same text makes, on every node, `x_local` with the node's share of the rows,
 * replicated within its shard, and `x`, which reads all shards and sends each inserted row to the
 * shard of its subject. Views hang on local tables: what a shard receives it also counts. The
 * tables of one subject therefore lie on one shard.
 */
export interface TableStatement {
  readonly kind: 'table' | 'view'
  readonly name: string
  readonly sql: string
  /** A table that a view fills, wherever the rows lie that the view reads. */
  readonly filled_by_view: boolean
}

const HEAD = /^CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS (\w+)/
const VIEW_TARGET = /(?<=^CREATE MATERIALIZED VIEW IF NOT EXISTS \w+ TO )\w+/
const VIEW_SOURCE = /(?<=^FROM )\w+/m
const ENGINE = /(?<=^ENGINE = )(?=\w*MergeTree)/m
const TOKENS = /\bnon_replicated_deduplication_window = \d+/
const ORDER = /^ORDER BY \(?(\w+)/m
const SUBJECT = /^ {4}subject_key\b/m

/**
 * The engine forgets tokens after an hour unless it is told otherwise; a warehouse may be away for
 * longer.
 */
const TOKEN_SECONDS_MAX = 30 * 86_400

/** Throws TypeError when a statement has another form than the files keep to. */
export function tableStatements(file: string): readonly TableStatement[] {
  const texts = file
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  const targets = new Set(texts.flatMap((sql) => VIEW_TARGET.exec(sql) ?? []))
  return texts.map((sql) => {
    const [, kind, name] = HEAD.exec(sql) ?? []
    if (name === undefined)
      throw new TypeError(`a table file holds another statement: ${sql.slice(0, 60)}`)
    return {
      kind: kind === 'TABLE' ? 'table' : 'view',
      name,
      sql,
      filled_by_view: targets.has(name),
    }
  })
}

/**
 * What to run, in order, to make the table or view on a single node (`cluster` null) or on every
 * node of a cluster.
 */
export function statementsFor(cluster: Cluster | null, statement: TableStatement): readonly Sql[] {
  return textsFor(cluster, statement).map(sqlOfFile)
}

function textsFor(cluster: Cluster | null, statement: TableStatement): readonly string[] {
  if (cluster === null) return [statement.sql]
  return statement.kind === 'view'
    ? [localView(cluster, statement.sql)]
    : [replicatedTable(cluster, statement), distributedTable(cluster, statement)]
}

function replicatedTable(cluster: Cluster, { name, sql }: TableStatement): string {
  const head = `CREATE TABLE IF NOT EXISTS ${localTable(name)} ON CLUSTER ${cluster.name}`
  const replicated = put(sql.replace(HEAD, head), ENGINE, () => 'Replicated')
  return put(
    replicated,
    TOKENS,
    (window) =>
      `${window.replace('non_', '')}, replicated_deduplication_window_seconds ` +
      `= ${TOKEN_SECONDS_MAX}`,
  )
}

/**
 * A row without a subject goes by its first key, so that a repeated insert meets its token on the
 * same shard. What a view counts lies with the events that it counted: by whom these are about, or
 * for all that the engine may believe anywhere. A key would make it look at one shard only, and
 * take the rows of two shards that belong together for two answers.
 */
function distributedTable(
  { name: cluster, database }: Cluster,
  { name, sql, filled_by_view }: TableStatement,
): string {
  const [, firstKey] = ORDER.exec(sql) ?? []
  if (firstKey === undefined)
    throw new TypeError(`${name} has no ORDER BY at the beginning of a line`)
  const local = localTable(name)
  const shards = SUBJECT.test(sql)
    ? [', subject_key']
    : filled_by_view
      ? []
      : [`, cityHash64(${firstKey})`]
  return `CREATE TABLE IF NOT EXISTS ${name} ON CLUSTER ${cluster} AS ${local}
ENGINE = Distributed(${cluster}, ${database}, ${local}${shards.join('')})`
}

function localView(cluster: Cluster, sql: string): string {
  const onCluster = (head: string): string => `${head} ON CLUSTER ${cluster.name}`
  return put(put(put(sql, VIEW_TARGET, localTable), VIEW_SOURCE, localTable), HEAD, onCluster)
}

/** Replaces the one match of the pattern. Throws TypeError where there is none. */
function put(sql: string, pattern: RegExp, by: (found: string) => string): string {
  if (!pattern.test(sql)) throw new TypeError(`no ${pattern.source} in: ${sql.slice(0, 60)}`)
  return sql.replace(pattern, by)
}
