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
import type { SaidOfSubject } from '@jianwei/projections/evaluation/touched-anchors.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  dependsOnClock,
  reachOf,
  watchedTypes,
  type Rule,
  ruleName,
} from '@jianwei/projections/rules/rule.ts'
import {
  SCOPE_SUBJECTS_MAX,
  type RuleScope,
} from '@jianwei/projections/rules/facts/versions-sql.ts'
import { scratchTable } from '#/evaluation/scratch-tables.ts'
import type { News } from '#/evaluation/news.ts'
import type { DueSubjects } from '#/evaluation/due-subjects.ts'
import type { EvaluatedSince } from '#/evaluation/evaluated-since.ts'
import type { Boundary } from '#/evaluation/ledger.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** The subjects that a boundary touched. What was made for them is dropped on disposal. */
export interface TouchedSubjects extends AsyncDisposable {
  readonly subjects: number
  /** Whether warnings of the rule may have come or gone; those of the others need no look. */
  readonly concerns: (rule: Rule) => boolean
  /**
   * What touched a subject: types of events, and rules of which the time came (`causesOf` a rule);
   * null where that is not known, and anything may have.
   */
  readonly touchedBy: ((subject_id: string) => ReadonlySet<string>) | null
  /** What the facts say and said that touched a subject; null where that is not known. */
  readonly saidOf: SaidOfSubject | null
  /** Together all of them: their ids, or ranges of keys that lie side by side on disk. */
  readonly slices: readonly Extract<RuleScope, { of: 'subjects' | 'subjects_in' }>[]
}

/** What is known of whom a boundary touches. */
export interface TouchedBy {
  /** What came since the last evaluation; of no meaning where there was none. */
  readonly news: News | 'by position'
  readonly dues: DueSubjects
}

/**
 * Subjects of which a warning may come or go between the last evaluation and this boundary: those
 * that new facts or amendments are about, and those of which a deadline passed. All subjects, when
 * there was no evaluation before. What touched them is kept by rule and type: the type of any
 * version of such a fact, or the rule whose time came. The warehouse is asked only for what is not
 * known: news that are too many, and whose time came where `dues` does not say it; then it does
 * from here on.
 */
export async function touchedSubjects(
  warehouse: Warehouse,
  rules: readonly Rule[],
  since: Pick<EvaluatedSince, 'evaluated' | 'clock'>,
  boundary: Boundary & Pick<Stated, 'authorities' | 'notices'>,
  { news, dues }: TouchedBy,
): Promise<TouchedSubjects> {
  const [touchedBy, causes] = [new Map<string, Set<string>>(), new Set<string>()]
  const touch = (subject_id: string, cause: string | null): void => {
    const bySubject = touchedBy.get(subject_id) ?? new Set()
    touchedBy.set(subject_id, bySubject)
    if (cause === null) return
    bySubject.add(cause)
    causes.add(cause)
  }
  const undecided: Rule[] = []
  if (since.clock === null) for (const rule of subjectRules(rules)) dues.expectEverybody(rule)
  else {
    for (const rule of since.clock < boundary.clock ? subjectRules(rules) : []) {
      const due = dues.take(rule, secondOfInstant(boundary.clock))
      if (due === 'unknown') {
        undecided.push(rule)
        continue
      }
      for (const subject_id of due) touch(subject_id, dueOf(rule))
    }
    for (const version of news === 'by position' ? [] : news)
      touch(version.subject_id, version.kind === 'retraction' ? null : version.content.type)
  }
  const concerns = (rule: Rule): boolean =>
    causesOf(rule).some((cause) => causes.has(cause)) ||
    since.clock === null ||
    (since.clock < boundary.clock && reachOf(rule) === 'group' && dependsOnClock(rule))
  const isKnown = since.clock !== null && news !== 'by position' && undecided.length === 0
  const ids = [...touchedBy.keys()]
  if (isKnown)
    return {
      subjects: ids.length,
      concerns,
      touchedBy: (subject_id) => touchedBy.get(subject_id) ?? NO_CAUSES,
      saidOf: saidIn(news),
      slices: slicesOfIds(ids),
      async [Symbol.asyncDispose]() {},
    }
  await using making = new AsyncDisposableStack()
  const scratch = await scratchTable(warehouse, 'touched', { columns: TOUCHED_COLUMNS })
  const { name: table } = making.use(scratch)
  await addSubjects(warehouse, table, ids)
  if (since.clock === null || news === 'by position')
    await addSubjectsOfNews(warehouse, table, {
      after: since.clock === null ? 0 : since.evaluated,
      up_to: boundary.position,
    })
  if (since.clock !== null)
    for (const rule of undecided)
      await addUndecided(warehouse, table, rule, { from: since.clock, boundary, dues })
  const found = await touchedIn(warehouse, table)
  for (const cause of found.causes) causes.add(cause)
  const made = making.move()
  return {
    subjects: found.subjects,
    concerns,
    touchedBy: null,
    saidOf: null,
    slices: slicesOf(table, found.subjects),
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  }
}

/** Rules about subjects whose warnings time alone brings about. */
function subjectRules(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter((rule) => reachOf(rule) === 'subject' && dependsOnClock(rule))
}

/** How the record names a set of rules: `id@version`, sorted. */
export function ruleNames(rules: readonly Rule[]): readonly string[] {
  return rules.map(ruleName).sort()
}

/** What stands beside a subject of which a rule's time came; no event type has this form. */
export function dueOf(rule: Rule): string {
  return `due:${ruleName(rule)}`
}

/** What of the causes in `touchedBy` can change a rule's warnings. */
export function causesOf(rule: Rule): readonly string[] {
  return [...watchedTypes(rule), dueOf(rule)]
}

const NO_CAUSES: ReadonlySet<string> = new Set()

/** Asks the facts whose time came, and who comes next. */
async function addUndecided(
  warehouse: Warehouse,
  table: Sql,
  rule: Rule,
  {
    from,
    boundary,
    dues,
  }: {
    readonly from: Instant
    readonly boundary: Boundary & Pick<Stated, 'authorities' | 'notices'>
    readonly dues: DueSubjects
  },
): Promise<void> {
  const { position, authorities, notices, clock: to } = boundary
  const known: Known = { by: 'platform', until: { by: 'platform', position }, authorities }
  const cause = dueOf(rule)
  const clock = { from, to }
  await addNewlyDueSubjects(warehouse, table, rule, { known, notices, clock, cause })
  const view = { scope: { of: 'everything' }, known, notices, after: to } as const
  dues.fill(rule, await passingNext(warehouse, rule, { ...view, max: dues.fill_max }))
}

/**
 * What news say and said of each subject. They are put in order by subject when first asked: of few
 * subjects it is.
 */
export function saidIn(news: News): SaidOfSubject {
  let bySubject: ReadonlyMap<string, News> | undefined
  return (subject_id) => {
    bySubject ??= Map.groupBy(news, (version) => version.subject_id)
    return (bySubject.get(subject_id) ?? []).flatMap((version) => {
      if (version.kind === 'retraction') return []
      const { source, content } = version
      return [{ subject_id, source, content, second: secondOfInstant(content.occurred_at) }]
    })
  }
}

function slicesOfIds(ids: readonly string[]): TouchedSubjects['slices'] {
  const slices: TouchedSubjects['slices'][number][] = []
  for (let from = 0; from < ids.length; from += SCOPE_SUBJECTS_MAX)
    slices.push({ of: 'subjects', subject_ids: ids.slice(from, from + SCOPE_SUBJECTS_MAX) })
  return slices
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
