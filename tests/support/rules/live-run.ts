import { statedAnew } from '@jianwei/projections/rules/compiler/judged-duties-sql.ts'
import {
  NOTHING_STATED,
  type Stated,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { newlyDueSubjectsSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { touchedGroupsSql } from '@jianwei/projections/rules/compiler/touched-groups-sql.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { Boundary } from '@jianwei/services/evaluation/ledger.ts'
import {
  groupOf,
  isSnapshotRule,
  passesSnapshot,
  reachOf,
  ruleName,
  watchedTypes,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { passingNext } from '@jianwei/projections/evaluation/queries.ts'
import { groupWarningsInProcess } from '@jianwei/projections/evaluation/group-warnings-in-process.ts'
import {
  warningsInProcess,
  type WarningsAsked,
} from '@jianwei/projections/evaluation/warnings-in-process.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { sql, textArray, type Sql } from '@jianwei/projections/sql.ts'
import type { ComputedWarning } from '@jianwei/projections/rules/statements/warning-sql.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { groupsOfRule } from '@jianwei/services/evaluation/evaluate-groups.ts'
import { WARNINGS_LEDGER } from '@jianwei/services/evaluation/ledger.ts'
import { newsBetween } from '@jianwei/services/evaluation/news.ts'
import { NOTHING_EVALUATED } from '@jianwei/services/evaluation/evaluated-since.ts'
import {
  causesOf,
  touchedSubjects,
  type TouchedSubjects,
} from '@jianwei/services/evaluation/touched-subjects.ts'
import { logOfEvents } from '#/support/log/log-of-events.ts'
import { told } from '#/support/rules/told-beside.ts'
import { keyOf, same, subjectOf } from '#/support/rules/agreement.ts'
import { HeldGroupsBeside } from '#/support/rules/held-groups-beside.ts'
import { project } from '#/support/warehouse/warehouse-in-folder.ts'

/** Live evaluation as the sentinel works, over batches of events. */

/** What stands of each rule after a batch. */
export interface Snapshot {
  readonly boundary: Boundary
  readonly standing: ReadonlySet<string>
}

/**
 * As the sentinel works: after each batch, look at the subjects or groups it touched and those
 * whose deadlines passed, and keep the difference.
 */
export async function runLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  batches: readonly (readonly RecordedEvent[])[],
  stated: Stated,
): Promise<{ readonly boundary: Boundary; readonly standing: readonly ReadonlySet<string>[] }[]> {
  const known: Known = { by: 'platform' }
  const standing = rules.map(() => new Set<string>())
  let since: Parameters<typeof touchedSubjects>[2] = NOTHING_EVALUATED
  let dues = new DueSubjects(DUE_SUBJECTS_HELD_MAX)
  const held = new HeldFacts(HELD_BYTES_MAX)
  const heldGroups = new HeldGroupsBeside()
  const snapshots: { boundary: Boundary; standing: readonly ReadonlySet<string>[] }[] = []
  for (const [number, batch] of batches.entries()) {
    // A sentinel that starts again knows nothing of who falls due.
    if (number % 3 === 2) dues = new DueSubjects(DUE_SUBJECTS_HELD_MAX)
    await project(warehouse, batch)
    // A batch that is delivered twice changes nothing.
    await project(warehouse, batch)
    const boundary = boundaryAfter(batch)
    const clock = { from: since.clock ?? instantFromMs(0), to: boundary.clock }
    const stretch = { after: since.evaluated, up_to: boundary.position }
    const log = logOfEvents(batches.slice(0, number + 1).flat())
    const news = await newsBetween(log, stretch, new AbortController().signal)
    const types = [...new Set(rules.flatMap(watchedTypes))]
    const fields = fieldsAskedBy(rules)
    held.follow({ ...stretch, news: number % 3 === 0 ? 'by position' : news, types, fields })
    heldGroups.follow({ ...stretch, news: number % 3 === 0 ? 'by position' : news })
    for (const [index, rule] of rules.entries()) {
      if (reachOf(rule) === 'snapshot') {
        await lookAtSnapshots(warehouse, rule, standing[index], {
          ...clock,
          ...told(stated, boundary),
        })
        continue
      }
      const positions = { after: since.evaluated, up_to: boundary.position }
      const from = statedAnew(rule, stated, positions) ? NOTHING_EVALUATED : since
      const at = { ...boundary, ...stated }
      const by = { news: number % 3 === 0 ? 'by position' : news, dues } as const
      await using touched = await touchedSubjects(warehouse, [rule], from, at, by)
      if (!touched.concerns(rule)) continue
      const view = { known, clock: boundary.clock, ...told(stated, boundary) }
      const warnings = (scope: RuleScope): Promise<readonly ComputedWarning[]> =>
        query<ComputedWarning>(warehouse, warningsSql(rule, { scope, ...view }))
      if (groupOf(rule) === null) {
        const all = await subjectsOf(warehouse, touched)
        const subjects = all.filter((subject_id) => touches(touched, rule, subject_id))
        const scope = { of: 'subjects', subject_ids: subjects } as const
        const found = await inProcess(warehouse, rule, { ...view, scope }, dues, held)
        same(rule, [], found.map(keyOf), (await warnings(scope)).map(keyOf), 'live in both ways')
        replaceWarnings(standing[index], new Set(subjects), found.map(keyOf))
      } else {
        if (isSnapshotRule(rule)) throw new TypeError('a rule about groups')
        const looked = groupsOfRule(rule, {
          since: { ...from, rules: from.clock === null ? [] : [ruleName(rule)] },
          boundary,
          into: { ...by, ledger: WARNINGS_LEDGER, dense: new Set() },
        })
        if (looked.groups !== 'unknown') {
          if (looked.groups.size === 0) continue
          const ids = new Set(looked.groups.keys())
          const found = await inGroups(warehouse, rule, ids, view, dues)
          const stood = { standing: standing[index] ?? new Set<string>(), found }
          const upTo = { by: 'platform', position: boundary.position } as const
          const at = { warehouse, known: { ...known, until: upTo }, clock: boundary.clock }
          await heldGroups.compare(rule, looked.groups, stood, at)
          replaceWarnings(standing[index], ids, found.map(keyOf))
          continue
        }
        const due = newlyDueSubjectsSql(
          rule,
          {
            scope: EVERYTHING,
            known: { ...known, authorities: stated.authorities },
            notices: stated.notices,
          },
          clock,
        )
        const overdue = due === null ? [] : await query<{ subject_id: string }>(warehouse, due)
        await touchGroups(
          warehouse,
          rule,
          { after: from.evaluated, up_to: boundary.position },
          overdue.map(({ subject_id }) => subject_id),
        )
        const found = await warnings({ of: 'groups_in', table: TOUCHED_GROUPS })
        const evaluated = await touchedAmong(warehouse, [...(standing[index] ?? [])].map(subjectOf))
        replaceWarnings(standing[index], evaluated, found.map(keyOf))
        const everything = { ...view, scope: EVERYTHING, known: until(known, stated) }
        const next = { ...everything, after: boundary.clock, max: dues.fill_max }
        dues.fill(rule, await passingNext(warehouse, rule, next))
      }
    }
    since = { evaluated: boundary.position, clock: boundary.clock }
    snapshots.push({ boundary, standing: standing.map((keys) => new Set(keys)) })
  }
  return snapshots
}

/** The others are not looked at: what the rule says of them must be what it said before. */
function touches({ touchedBy }: TouchedSubjects, rule: Rule, subject_id: string): boolean {
  const causes = touchedBy?.(subject_id)
  return causes === undefined || causesOf(rule).some((cause) => causes.has(cause))
}

async function subjectsOf(
  warehouse: Warehouse,
  { slices }: TouchedSubjects,
): Promise<readonly string[]> {
  const [all, ...more] = slices
  if (more.length > 0) throw new RangeError('the subjects of a test fit into one slice')
  if (all === undefined) return []
  if (all.of === 'subjects') return all.subject_ids
  const rows = await query<{ subject_id: string }>(
    warehouse,
    sql`SELECT DISTINCT subject_id FROM events_v2 WHERE subject_key IN ${all.table}`,
  )
  return rows.map((row) => row.subject_id)
}

/**
 * Rules that are judged on snapshots look at everybody when the clock came to one, and at nobody
 * otherwise.
 */
async function lookAtSnapshots(
  warehouse: Warehouse,
  rule: Rule,
  standing: Set<string> | undefined,
  clock: { readonly from: Instant; readonly to: Instant } & Stated,
): Promise<void> {
  if (!passesSnapshot(rule, clock)) return
  const view = {
    scope: EVERYTHING,
    known: { by: 'platform' },
    clock: clock.to,
    ...NOTHING_STATED,
    authorities: clock.authorities,
  } as const
  const found = (await query<ComputedWarning>(warehouse, warningsSql(rule, view))).map(keyOf)
  replaceWarnings(standing, new Set([...(standing ?? []), ...found].map(subjectOf)), found)
}

/** A subject of which there are more facts than this is left to the statements. */
const FACTS_HELD_MAX = 5
/** Some of the subjects of a log. */
const HELD_BYTES_MAX = 40_000
/** Of further ones it is asked again who falls due. */
const DUE_SUBJECTS_HELD_MAX = 20

/** As the sentinel asks for subjects, some of which have more facts than are held. */
async function inProcess(
  warehouse: Warehouse,
  rule: Rule,
  { scope, known, clock, ...stated }: WarningsAsked & Stated,
  dues: DueSubjects,
  held: HeldFacts,
): Promise<readonly FoundWarning[]> {
  if (isSnapshotRule(rule)) throw new TypeError('a rule about subjects')
  const asked = { scope, known, clock }
  const found = await warningsInProcess(warehouse, [rule], asked, stated, {
    facts_max: FACTS_HELD_MAX,
    held,
  })
  const ofRule = found.get(rule)
  for (const [subject_id, second] of ofRule?.passes_next_at ?? [])
    dues.add(rule, subject_id, second)
  return ofRule?.found ?? []
}

/** As the sentinel looks at groups that it knows. */
async function inGroups(
  warehouse: Warehouse,
  rule: FactRule,
  groups: ReadonlySet<string>,
  { known, clock, ...stated }: Pick<WarningsAsked, 'known' | 'clock'> & Stated,
  dues: DueSubjects,
): Promise<readonly FoundWarning[]> {
  const asked = new Map([[rule, groups]])
  const found = await groupWarningsInProcess(warehouse, asked, { known, clock }, stated)
  if ('dense' in found) throw new RangeError('the groups of a test fit into memory')
  const ofRule = found.get(rule)
  for (const [group_id, second] of ofRule?.passes_next_at ?? []) dues.add(rule, group_id, second)
  return ofRule?.found ?? []
}

function until(known: Known, { authorities }: Stated): Known {
  return { ...known, authorities }
}

const TOUCHED_GROUPS = sql`touched_groups`

async function touchGroups(
  warehouse: Warehouse,
  rule: Rule,
  positions: { readonly after: number; readonly up_to: number },
  due: readonly string[],
): Promise<void> {
  const run = (statement: Sql): Promise<void> => warehouse.execute(statement, { purpose: 'test' })
  await run(sql`DROP TABLE IF EXISTS ${TOUCHED_GROUPS}`)
  await run(
    sql`CREATE TABLE ${TOUCHED_GROUPS} ENGINE = Memory AS ${touchedGroupsSql(rule, positions)}`,
  )
  await run(sql`INSERT INTO ${TOUCHED_GROUPS} SELECT cityHash64(arrayJoin(${textArray(due)}))`)
}

/** Those of the groups that `touchGroups` named. */
async function touchedAmong(
  warehouse: Warehouse,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>(
    warehouse,
    sql`
SELECT id
FROM (SELECT arrayJoin(${textArray(groupIds)}) AS id)
WHERE cityHash64(id) IN (SELECT group_key FROM ${TOUCHED_GROUPS})`,
  )
  return new Set(rows.map(({ id }) => id))
}

function replaceWarnings(
  standing: Set<string> | undefined,
  evaluated: ReadonlySet<string>,
  found: readonly string[],
): void {
  if (standing === undefined) throw new TypeError('every rule has a set')
  for (const key of standing) if (evaluated.has(subjectOf(key))) standing.delete(key)
  for (const key of found) standing.add(key)
}

export const EVERYTHING: RuleScope = { of: 'everything' }

export function query<Row>(warehouse: Warehouse, statement: Sql): Promise<readonly Row[]> {
  return warehouse.query<Row>(statement, { purpose: 'test:rules-agree', lane: 'rules' })
}

/** Made anew, because a table that was emptied still refuses the tokens it has seen. */

function boundaryAfter(batch: readonly RecordedEvent[]): Boundary {
  const last = batch.at(-1)
  if (last === undefined) throw new TypeError('a batch is never empty')
  return { position: last.position, clock: minuteOf(last.recorded_at) }
}

export function minuteOf(at: Instant): Instant {
  return instantFromMs(Math.floor(msOfInstant(at) / 60_000) * 60_000)
}
