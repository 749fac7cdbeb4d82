import type { Warehouse, QueryOptions } from '@jianwei/projections/ports/warehouse.ts'
import { newlyDueSubjectsSql } from '@jianwei/projections/rules/compile.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import { reachOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/versions-sql.ts'
import { integer } from '@jianwei/projections/sql.ts'
import { keyRanges } from '#/sentinel/key-ranges.ts'
import { ruleName } from '#/sentinel/ledger-so-far.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import type { Boundary } from '#/sentinel/warning-entries.ts'

/** A table of the subjects that a boundary touched. Dropped on disposal. */
export interface TouchedSubjects extends AsyncDisposable {
  readonly subjects: number
  /** Together all of them, each a range of keys that lie side by side on disk. */
  readonly slices: readonly Extract<RuleScope, { of: 'subjects_in' }>[]
}

/** Up to where and when these rules were evaluated. Without a clock: never. */
type EvaluatedSince = Pick<SentinelRecord, 'evaluated' | 'clock'>

const asks = (step: string): QueryOptions => ({ purpose: `sentinel:${step}`, lane: 'rules' })

/**
 * Subjects of which a warning may come or go between the last evaluation and this boundary: those that new facts or
 * amendments are about, and those of which a deadline passed. All subjects, when there was no evaluation before.
 */
export async function touchedSubjects(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: EvaluatedSince,
  boundary: Boundary,
): Promise<TouchedSubjects> {
  await using making = new AsyncDisposableStack()
  const { name: table } = making.use(await scratchTable(warehouse, 'touched', '(subject_key UInt64) ENGINE = Memory'))
  const from = since.clock === null ? 0 : since.evaluated
  await warehouse.execute(
    `INSERT INTO ${table} SELECT DISTINCT subject_key FROM events_v1
     WHERE position > ${integer(from)} AND position <= ${integer(boundary.position)} AND version_kind != 'record'`,
    asks('touched'),
  )
  if (since.clock !== null) await addNewlyDue(warehouse, table, rules, since, boundary)
  const [counted] = await warehouse.query<{ subjects: number }>(
    `SELECT toUInt32(uniqExact(subject_key)) AS subjects FROM ${table}`,
    asks('touched'),
  )
  const subjects = counted?.subjects ?? 0
  const made = making.move()
  return { subjects, slices: slicesOf(table, subjects), [Symbol.asyncDispose]: () => made.disposeAsync() }
}

/** How the record names a set of rules: `id@version`, sorted. */
export function ruleNames(rules: readonly Rule[]): readonly string[] {
  return rules.map(ruleName).sort()
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
    await warehouse.execute(`INSERT INTO ${table} SELECT cityHash64(subject_id) FROM (${due})`, asks(`due:${rule.id}`))
  }
}

function slicesOf(table: string, subjects: number): TouchedSubjects['slices'] {
  return keyRanges(subjects).map(({ from, up_to }) => ({
    of: 'subjects_in',
    table: `(SELECT subject_key FROM ${table} WHERE subject_key BETWEEN ${from} AND ${up_to})`,
  }))
}
