import {
  addNewlyDueSubjects,
  addSubjects,
  addSubjectsOfNews,
  passingNext,
  touchedBetweenSql,
  TOUCHED_COLUMNS,
  touchedIn,
  type KeyRange,
} from '@jianwei/projections/evaluation/queries.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  dependsOnClock,
  reachOf,
  watchedTypes,
  type Rule,
  ruleName,
} from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import { scratchTable } from '#/evaluation/scratch-tables.ts'
import type { DueSubjects } from '#/evaluation/due-subjects.ts'
import type { EvaluatedSince } from '#/evaluation/evaluated-since.ts'
import type { Boundary } from '#/evaluation/ledger.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** A table of the subjects that a boundary touched. Dropped on disposal. */
export interface TouchedSubjects extends AsyncDisposable {
  readonly subjects: number
  /** Whether warnings of the rule may have come or gone; those of the others need no look. */
  readonly concerns: (rule: Rule) => boolean
  /** Together all of them, each a range of keys that lie side by side on disk. */
  readonly slices: readonly Extract<RuleScope, { of: 'subjects_in' }>[]
}

/**
 * Subjects of which a warning may come or go between the last evaluation and this boundary: those
 * that new facts or amendments are about, and those of which a deadline passed. All subjects, when
 * there was no evaluation before. Beside each stands what touched it: the type of any version of
 * such a fact, or the rule whose time came. Whose time came is taken from `dues`, and from the
 * facts where that does not know it; then it knows it from here on.
 */
export async function touchedSubjects(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: Pick<EvaluatedSince, 'evaluated' | 'clock'>,
  boundary: Boundary & Pick<Stated, 'authorities' | 'notices'>,
  dues: DueSubjects,
): Promise<TouchedSubjects> {
  await using making = new AsyncDisposableStack()
  const scratch = await scratchTable(warehouse, 'touched', { columns: TOUCHED_COLUMNS })
  const { name: table } = making.use(scratch)
  await addSubjectsOfNews(warehouse, table, {
    after: since.clock === null ? 0 : since.evaluated,
    up_to: boundary.position,
  })
  if (since.clock === null) for (const rule of rules) dues.expectEverybody(rule)
  else await addNewlyDue(warehouse, table, rules, since, boundary, dues)
  const { subjects, causes } = await touchedIn(warehouse, table)
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

/** What stands beside a subject of which a rule's time came; no event type has this form. */
function dueOf(rule: Rule): string {
  return `due:${ruleName(rule)}`
}

async function addNewlyDue(
  warehouse: Warehouse,
  table: Sql,
  rules: readonly Rule[],
  since: Pick<EvaluatedSince, 'evaluated' | 'clock'>,
  boundary: Boundary & Pick<Stated, 'authorities' | 'notices'>,
  dues: DueSubjects,
): Promise<void> {
  if (since.clock === null || since.clock >= boundary.clock) return
  const { position, authorities, notices } = boundary
  const known: Known = { by: 'platform', until: { by: 'platform', position }, authorities }
  const clock = { from: since.clock, to: boundary.clock }
  for (const rule of rules.filter((one) => reachOf(one) === 'subject' && dependsOnClock(one))) {
    const cause = dueOf(rule)
    const due = dues.take(rule, secondOfInstant(boundary.clock))
    if (due !== 'unknown') {
      await addSubjects(warehouse, table, due, cause)
      continue
    }
    await addNewlyDueSubjects(warehouse, table, rule, { known, notices, clock, cause })
    const max = dues.fill_max
    const view = {
      scope: { of: 'everything' },
      known,
      notices,
      after: boundary.clock,
      max,
    } as const
    dues.fill(rule, await passingNext(warehouse, rule, view))
  }
}

function slicesOf(table: Sql, subjects: number): TouchedSubjects['slices'] {
  return keyRanges(subjects).map((range) => ({
    of: 'subjects_in',
    table: touchedBetweenSql(table, range),
  }))
}

/** So many subjects or groups are looked at in one statement. */
const KEYS_AT_ONCE_MAX = 10_000
const KEYS = 2n ** 64n

/**
 * Ranges that together hold all keys. Keys are hashes: equal ranges of them hold about equally
 * many.
 */
export function keyRanges(keys: number): readonly KeyRange[] {
  if (keys === 0) return []
  const ranges = Math.ceil(keys / KEYS_AT_ONCE_MAX)
  const width = KEYS / BigInt(ranges) + 1n
  return Array.from({ length: ranges }, (_, index) => {
    const from = width * BigInt(index)
    return { from, up_to: from + width > KEYS ? KEYS - 1n : from + width - 1n }
  })
}
