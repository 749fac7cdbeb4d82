import type { Position } from '@jianwei/events/envelope.ts'
import type { Warehouse, QueryOptions } from '@jianwei/projections/ports/warehouse.ts'
import { newlyDueSubjectsSql } from '@jianwei/projections/rules/compile.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import { dependsOnClock, reachOf, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/versions-sql.ts'
import { integer, text } from '@jianwei/projections/sql.ts'
import { keyRanges } from '#/sentinel/key-ranges.ts'
import { ruleName } from '#/sentinel/ledger-so-far.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import type { Boundary } from '#/sentinel/warning-entries.ts'

/** A table of the subjects that a boundary touched. Dropped on disposal. */
export interface TouchedSubjects extends AsyncDisposable {
  readonly subjects: number
  /** Whether warnings of the rule may have come or gone; those of the others need no look. */
  readonly concerns: (rule: Rule) => boolean
  /** Together all of them, each a range of keys that lie side by side on disk. */
  readonly slices: readonly Extract<RuleScope, { of: 'subjects_in' }>[]
}

/** Up to where and when these rules were evaluated. Without a clock: never. */
type EvaluatedSince = Pick<SentinelRecord, 'evaluated' | 'clock'>

const asks = (step: string): QueryOptions => ({ purpose: `sentinel:${step}`, lane: 'rules' })

/**
 * Subjects of which a warning may come or go between the last evaluation and this boundary: those that new facts or
 * amendments are about, and those of which a deadline passed. All subjects, when there was no evaluation before. Beside each stands
 * what touched it: the type of any version of such a fact, or the rule whose time came.
 */
export async function touchedSubjects(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: EvaluatedSince,
  boundary: Boundary,
): Promise<TouchedSubjects> {
  await using making = new AsyncDisposableStack()
  const columns = '(subject_key UInt64, cause LowCardinality(String)) ENGINE = Memory'
  const { name: table } = making.use(await scratchTable(warehouse, 'touched', columns))
  await addSubjectsOfNews(warehouse, table, { after: since.clock === null ? 0 : since.evaluated, ...boundary })
  if (since.clock !== null) await addNewlyDue(warehouse, table, rules, since, boundary)
  const [found] = await warehouse.query<{ subjects: number; causes: readonly string[] }>(
    `SELECT toUInt32(uniqExact(subject_key)) AS subjects, groupUniqArray(cause) AS causes FROM ${table}`,
    asks('touched'),
  )
  const { subjects = 0, causes = [] } = found ?? {}
  const touching = new Set(causes)
  const made = making.move()
  return {
    subjects,
    concerns: (rule) =>
      watchedTypes(rule).some((type) => touching.has(type)) ||
      touching.has(dueOf(rule)) ||
      since.clock === null ||
      (since.clock < boundary.clock && reachOf(rule) === 'group' && dependsOnClock(rule)),
    slices: slicesOf(table, subjects),
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  }
}

/** How the record names a set of rules: `id@version`, sorted. */
export function ruleNames(rules: readonly Rule[]): readonly string[] {
  return rules.map(ruleName).sort()
}

/** An amendment may change the type of a fact: whoever watched the type that it had looks again as well. */
async function addSubjectsOfNews(
  warehouse: Warehouse,
  table: string,
  { after, position }: { readonly after: number; readonly position: Position },
): Promise<void> {
  const news = `position > ${integer(after)} AND position <= ${integer(position)}`
  const amended = (columns: string): string => `SELECT ${columns} FROM fact_ends_v1 WHERE ${news}`
  for (const condition of [
    `${news} AND version_kind != 'record'`,
    `subject_key IN (${amended('subject_key')}) AND (subject_key, fact_id) IN (${amended('subject_key, fact_id')})`,
  ]) {
    const touched = `SELECT DISTINCT subject_key, event_type FROM events_v1 WHERE ${condition}`
    await warehouse.execute(`INSERT INTO ${table} ${touched}`, asks('touched'))
  }
}

/** What stands beside a subject of which a rule's time came; no event type has this form. */
function dueOf(rule: Rule): string {
  return `due:${ruleName(rule)}`
}

async function addNewlyDue(
  warehouse: Warehouse,
  table: string,
  rules: readonly Rule[],
  since: EvaluatedSince,
  boundary: Boundary,
): Promise<void> {
  if (since.clock === null || since.clock >= boundary.clock) return
  const known: Known = { by: 'platform', until: { by: 'platform', position: boundary.position } }
  for (const rule of rules.filter((one) => reachOf(one) === 'subject')) {
    const clock = { from: since.clock, to: boundary.clock }
    const due = newlyDueSubjectsSql(rule, { scope: { of: 'everything' }, known }, clock)
    if (due === null) continue
    await warehouse.execute(
      `INSERT INTO ${table} SELECT cityHash64(subject_id), ${text(dueOf(rule))} FROM (${due})`,
      asks(`due:${rule.id}`),
    )
  }
}

function slicesOf(table: string, subjects: number): TouchedSubjects['slices'] {
  return keyRanges(subjects).map(({ from, up_to }) => ({
    of: 'subjects_in',
    table: `(SELECT subject_key FROM ${table} WHERE subject_key BETWEEN ${from} AND ${up_to})`,
  }))
}
