import { type Warehouse, asksAs, type QueryOptions, type RuleQuestion } from '#/ports/warehouse.ts'
import { notJudgedWarningsSql, warningsSql, newlyDueSubjectsSql } from '#/rules/compiler/compile.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import type { VersionsView, WarningsView } from '#/rules/facts/versions-sql.ts'
import { warningIdOf, type Rule, ruleName } from '#/rules/rule.ts'
import type { ComputedWarning, NotJudgedRow } from '#/rules/statements/warning-sql.ts'
import { foundWarning, type FoundWarning } from '#/warnings/ledger-so-far.ts'
import { sql, textArray, type Sql } from '#/sql.ts'
import { LATEST, type Instant } from '@jianwei/events/instant.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { touchedGroupsSql } from '#/rules/compiler/touched-groups-sql.ts'

/** How the evaluation of rules and what follows from it ask the warehouse. */
export const asks = asksAs('sentinel', 'rules')

export function aboutRule(rule: Rule, question: RuleQuestion['question']): RuleQuestion {
  return { rule: ruleName(rule), question }
}

/** How it asks for one rule: the statement counts in the metrics of the rule's question. */
export function asksOf(rule: Rule, question: RuleQuestion['question']): QueryOptions {
  return asks(`${question}:${rule.id}`, aboutRule(rule, question))
}

/** A rule's warnings at a boundary: `W(R, k, t)`. */
export async function foundWarnings(
  warehouse: Warehouse,
  rule: Rule,
  view: WarningsView & Stated,
): Promise<readonly FoundWarning[]> {
  const rows = await warehouse.query<ComputedWarning>(
    warningsSql(rule, view),
    asksOf(rule, 'warnings'),
  )
  return rows.map((row) => foundWarning(rule, row))
}

/** By warning, the types that nobody feeds to its duty, of those that are not judged for that. */
export async function warningsNotJudged(
  warehouse: Warehouse,
  rule: Rule,
  view: WarningsView & Stated,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const statement = notJudgedWarningsSql(rule, view)
  if (statement === null) return new Map()
  const rows = await warehouse.query<NotJudgedRow>(statement, asksOf(rule, 'warnings'))
  return new Map(
    rows.map(({ subject_id, anchor, missing }) => [warningIdOf(rule, subject_id, anchor), missing]),
  )
}

/** Whom a rule warns of, and when. */
export type WarningAnchor = Pick<ComputedWarning, 'subject_id' | 'anchor_at'>

export function anchorsSql(rule: Rule, view: WarningsView & Stated): Sql {
  return sql`SELECT subject_id, anchor_at FROM (${warningsSql(rule, view)})`
}

/** A table of subjects that a boundary touched, with what touched each. */
export const TOUCHED_COLUMNS = sql`subject_key UInt64, cause LowCardinality(String)`

/**
 * Adds the subjects that events after a position, up to another, are about, each beside the type of
 * every version of such a fact. An amendment may change the type of a fact: whoever watched the
 * type that it had looks again as well.
 */
export async function addSubjectsOfNews(
  warehouse: Warehouse,
  table: Sql,
  positions: { readonly after: number; readonly up_to: number },
): Promise<void> {
  const news = sql`position > ${positions.after} AND position <= ${positions.up_to}`
  const amended = (columns: Sql): Sql => sql`SELECT ${columns} FROM fact_ends_v2 WHERE ${news}`
  for (const condition of [
    sql`${news} AND version_kind != 'record'`,
    sql`subject_key IN (${amended(sql`subject_key`)})
       AND (subject_key, fact_id) IN (${amended(sql`subject_key, fact_id`)})`,
  ]) {
    await warehouse.execute(
      sql`
INSERT INTO ${table} SELECT DISTINCT subject_key, event_type FROM events_v2
WHERE ${condition}`,
      asks('touched'),
    )
  }
}

/** Adds the subjects of which a rule's time came between two clocks, beside `cause`. */
export async function addNewlyDueSubjects(
  warehouse: Warehouse,
  table: Sql,
  rule: Rule,
  at: Noticed & {
    readonly known: Known
    readonly clock: { readonly from: Instant; readonly to: Instant }
    readonly cause: string
  },
): Promise<void> {
  const view = { scope: { of: 'everything' }, known: at.known, notices: at.notices } as const
  const due = newlyDueSubjectsSql(rule, view, at.clock)
  if (due === null) return
  await warehouse.execute(
    sql`INSERT INTO ${table} SELECT cityHash64(subject_id), ${at.cause} FROM (${due})`,
    asksOf(rule, 'newly-due'),
  )
}

/** A subject or group, and the first second from which on time alone may change its warnings. */
export interface PassingNext {
  readonly subject_id: string
  readonly passes_at: number
}

/**
 * Of whom time alone may change the warnings of a rule once the clock is beyond an instant, by the
 * facts known, and when first: at most so many, those of whom it does first. One scan of the facts.
 */
export async function passingNext(
  warehouse: Warehouse,
  rule: Rule,
  asked: VersionsView & Noticed & { readonly after: Instant; readonly max: number },
): Promise<readonly PassingNext[]> {
  const due = newlyDueSubjectsSql(rule, asked, { from: asked.after, to: LATEST })
  if (due === null) return []
  return warehouse.query<PassingNext>(
    sql`
SELECT subject_id, toFloat64(passes_at) AS passes_at FROM (${due})
ORDER BY passes_at, subject_id LIMIT ${asked.max}`,
    asksOf(rule, 'newly-due'),
  )
}

/** Adds subjects by their ids; what touched them stands elsewhere. */
export async function addSubjects(
  warehouse: Warehouse,
  table: Sql,
  subject_ids: readonly string[],
): Promise<void> {
  for (let from = 0; from < subject_ids.length; from += SUBJECTS_ADDED_MAX) {
    const keys = keysSql(subject_ids.slice(from, from + SUBJECTS_ADDED_MAX))
    await warehouse.execute(
      sql`INSERT INTO ${table} SELECT subject_key, '' FROM ${keys}`,
      asks('touched'),
    )
  }
}

/** The keys of subjects or groups, to stand where a table with `subject_key` may. */
export function keysSql(ids: readonly string[]): Sql {
  return sql`(SELECT cityHash64(arrayJoin(${textArray(ids)})) AS subject_key)`
}

/** More of them make a statement longer than 1 MB. */
const SUBJECTS_ADDED_MAX = 10_000

/** How many subjects a table of touched ones holds, and what touched them. */
export async function touchedIn(
  warehouse: Warehouse,
  table: Sql,
): Promise<{ readonly subjects: number; readonly causes: readonly string[] }> {
  const [found] = await warehouse.query<{ subjects: number; causes: readonly string[] }>(
    sql`
SELECT toUInt32(uniqExact(subject_key)) AS subjects, groupUniqArray(cause) AS causes
FROM ${table}`,
    asks('touched'),
  )
  return found ?? { subjects: 0, causes: [] }
}

/** Keys of subjects or groups, both ends included. */
export interface KeyRange {
  readonly from: bigint
  readonly up_to: bigint
}

/** The touched subjects in a range of keys, to stand where a table with `subject_key` may. */
export function touchedBetweenSql(table: Sql, { from, up_to }: KeyRange): Sql {
  return sql`(SELECT subject_key FROM ${table} WHERE subject_key BETWEEN ${from} AND ${up_to})`
}

/**
 * Rows of `group_key`: the groups of a rule that events touched after a position up to another, and
 * those of which its time came between two clocks, where there are clocks.
 */
export function groupsToEvaluateSql(
  rule: Rule,
  at: Noticed & {
    readonly positions: { readonly after: number; readonly up_to: number }
    readonly known: Known
    readonly clock: { readonly from: Instant; readonly to: Instant } | null
  },
): Sql {
  const groups = touchedGroupsSql(rule, at.positions)
  if (at.clock === null) return groups
  const view = { scope: { of: 'everything' }, known: at.known, notices: at.notices } as const
  const due = newlyDueSubjectsSql(rule, view, at.clock)
  return due === null
    ? groups
    : sql`${groups} UNION ALL SELECT cityHash64(subject_id) AS group_key FROM (${due})`
}

/** Adds groups by their ids to a table of `group_key`. */
export async function addGroups(
  warehouse: Warehouse,
  table: Sql,
  group_ids: readonly string[],
): Promise<void> {
  for (let from = 0; from < group_ids.length; from += SUBJECTS_ADDED_MAX) {
    const keys = keysSql(group_ids.slice(from, from + SUBJECTS_ADDED_MAX))
    await warehouse.execute(
      sql`INSERT INTO ${table} SELECT subject_key FROM ${keys}`,
      asks('touched'),
    )
  }
}

/** How many groups a table of `group_key` holds. */
export async function groupsIn(warehouse: Warehouse, table: Sql, rule: Rule): Promise<number> {
  const [counted] = await warehouse.query<{ groups: number }>(
    sql`SELECT toUInt32(uniqExact(group_key)) AS groups FROM ${table}`,
    asksOf(rule, 'groups'),
  )
  return counted?.groups ?? 0
}

/** The groups in a range of keys, as tables with a column `group_key` and `subject_key`. */
export function groupsBetweenSql(
  table: Sql,
  { from, up_to }: KeyRange,
): { readonly groups: Sql; readonly subjects: Sql } {
  const range = sql`FROM ${table} WHERE group_key BETWEEN ${from} AND ${up_to}`
  return {
    groups: sql`(SELECT group_key ${range})`,
    subjects: sql`(SELECT group_key AS subject_key ${range})`,
  }
}
