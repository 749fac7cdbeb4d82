import { countOf } from '#/engine-values.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { sql, type Sql } from '#/sql.ts'

/** How the engine would run a statement, without running it. */
export interface StatementPlan {
  /** The steps of the plan, line by line, each read with the granules that its indexes leave. */
  readonly steps: readonly string[]
  /** What it reads of each table of this node, from the index alone. */
  readonly reads: readonly TableRead[]
  /** Whether the node is one of a cluster: what other shards read is in no `reads` then. */
  readonly of_one_shard: boolean
}

export interface TableRead {
  readonly table: string
  readonly parts: number
  readonly rows: number
  /** Granules: the pieces of about 8,192 rows that are read whole. */
  readonly granules: number
}

const asks: QueryOptions = { purpose: 'rule-statement', lane: 'interactive' }

/**
 * A statement on many lines, as the engine itself writes what it has understood, with the name of
 * each step as a comment where its SELECT begins. The engine drops comments, so a step comes to it
 * as a name for a text, which the lines of the answer then give back.
 */
export async function formattedStatement(warehouse: Warehouse, statement: Sql): Promise<string> {
  const [row] = await warehouse.query<{ formatted: string }>(
    sql`SELECT formatQuery(${withMarks(statement)}) AS formatted`,
    asks,
  )
  if (row === undefined) throw new TypeError('a statement of one row gives one')
  return row.formatted
    .replaceAll(MARKS_ALONE, (_, indent: string, marks: string) => comments(indent, marks))
    .replaceAll(
      MARKS_AND_MORE,
      (_, indent: string, marks: string) => `${comments(indent, marks)}${indent}WITH\n`,
    )
}

const MARK = 'begins_step'
const ONE_MARK = String.raw` *'([^']*)' AS ${MARK}`
const MARKS_ALONE = new RegExp(String.raw`^( *)WITH\n((?:${ONE_MARK},?\n)+)(?= *SELECT\b)`, 'gm')
const MARKS_AND_MORE = new RegExp(String.raw`^( *)WITH\n((?:${ONE_MARK},\n)+)`, 'gm')

/** With each step's name as an alias at the head of its SELECT, that of an outer step first. */
function withMarks({ text, steps }: Sql): string {
  const outermostFirst = steps.toReversed().toSorted((a, b) => a.at - b.at)
  let marked = ''
  let done = 0
  for (const [at, begun] of Map.groupBy(outermostFirst, (step) => step.at)) {
    const head = text.startsWith('WITH', at) ? 'WITH'.length : 0
    const marks = begun.map(({ name }) => `'${name}' AS ${MARK}`).join(', ')
    marked += `${text.slice(done, at)}WITH ${marks}${head > 0 ? ',' : ' '}`
    done = at + head
  }
  return `${marked}${text.slice(done)}`
}

function comments(indent: string, marks: string): string {
  const names = [...marks.matchAll(new RegExp(ONE_MARK, 'g'))].map(([, name = '']) => name)
  return names.map((name) => `${indent}-- ${name}\n`).join('')
}

export async function statementPlan(warehouse: Warehouse, statement: Sql): Promise<StatementPlan> {
  const steps = await warehouse.query<{ explain: string }>(
    sql`EXPLAIN indexes = 1 ${statement}`,
    asks,
  )
  const reads = await warehouse.query<EstimateRow>(sql`EXPLAIN ESTIMATE ${statement}`, asks)
  const spread = await warehouse.query(
    sql`SELECT name FROM system.tables
WHERE database = currentDatabase() AND name = 'events_v2' AND engine = 'Distributed'`,
    asks,
  )
  return {
    of_one_shard: spread.length > 0,
    steps: steps.map(({ explain }) => explain),
    reads: reads.map(({ table, parts, rows, marks }) => ({
      table,
      parts: countOf(parts),
      rows: countOf(rows),
      granules: countOf(marks),
    })),
  }
}

interface EstimateRow {
  readonly table: string
  readonly parts: string
  readonly rows: string
  readonly marks: string
}

/** The subjects of so many of the newest facts, to stand where a table with `subject_key` may. */
export function newestSubjectsSql(facts: number): Sql {
  return sql`(SELECT subject_key FROM events_v2
WHERE version_kind != 'record' ORDER BY position DESC LIMIT ${facts})`
}

/** The rows of a statement, to stand where a table may. */
export function bracketed(statement: Sql): Sql {
  return sql`(${statement})`
}
