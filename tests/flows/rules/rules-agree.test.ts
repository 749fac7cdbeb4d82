import fc from 'fast-check'
import { statedAnew } from '@jianwei/projections/rules/compiler/judged-duties-sql.ts'
import {
  NOTHING_STATED,
  type Stated,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { afterAll, describe, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  ledgerSql,
  newlyDueSubjectsSql,
  outcomesSql,
  ruleFeedOutcomesSql,
  warningsSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import { touchedGroupsSql } from '@jianwei/projections/rules/compiler/touched-groups-sql.ts'
import {
  compareKnowledgePoints,
  type Known,
} from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  referenceFeedOutcomes,
  referenceLedger,
  referenceOutcomes,
  referenceWarnings,
  sourceMoments,
} from '#/support/rules/reference/reference.ts'
import type { Boundary } from '@jianwei/services/evaluation/ledger.ts'
import {
  groupOf,
  isSnapshotRule,
  passesSnapshot,
  reachOf,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import {
  warningsInProcess,
  type WarningsAsked,
} from '@jianwei/projections/evaluation/warnings-in-process.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { list, sql, type Sql } from '@jianwei/projections/sql.ts'
import type {
  LedgerRow,
  FeedOutcomeRow,
  OutcomeRow,
  ComputedWarning,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { NOTHING_EVALUATED } from '@jianwei/services/evaluation/evaluated-since.ts'
import {
  touchedSubjects,
  type TouchedSubjects,
} from '@jianwei/services/evaluation/touched-subjects.ts'
import { anyLog, type RandomLog } from '#/support/rules/random-log.ts'
import { isNothing, told, TOLD_BESIDE } from '#/support/rules/told-beside.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import {
  evaluatedKey,
  intervalKey,
  keyOf,
  ledgerKey,
  same,
  stoodAt,
  subjectOf,
  warningKey,
} from '#/support/rules/agreement.ts'
import { HANG_MS } from '#/support/hang.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/**
 * What `docs/architecture.md` says of a warning: whatever the rules, the facts, the order and the
 * batches in which they arrive, three answers are one. Live (the difference of `W` over the touched
 * subjects, boundary by boundary), the backtest (one statement over all of history) and the
 * reference (slow TypeScript over the facts).
 *
 * Every subject of a log is a case of its own, so a run of a rule of each of the ten kinds over 14
 * subjects is 140 cases. RULES_SEED and RULES_RUNS repeat a run or make it longer, RULES_OF_A_KIND,
 * RULES_SUBJECTS and RULES_BOUNDARIES make it broader, RULES_KINDS keeps it to some kinds.
 */
const RUNS = Number(process.env['RULES_RUNS'] ?? 1)
const SEED =
  process.env['RULES_SEED'] === undefined ? {} : { seed: Number(process.env['RULES_SEED']) }
const SUBJECTS = Number(process.env['RULES_SUBJECTS'] ?? 14)
const RULES_OF_A_KIND = Number(process.env['RULES_OF_A_KIND'] ?? 1)
const BOUNDARIES = Number(process.env['RULES_BOUNDARIES'] ?? 3)

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

describe('live, backtest and reference give the same warnings', () => {
  test(
    'for random rules, logs, orders of arrival and batches',
    async () => {
      const runs = fc.record({
        log: anyLog(SUBJECTS),
        rules: rulesOfAllKinds(RULES_OF_A_KIND),
        cuts: fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), {
          minLength: BOUNDARIES - 1,
          maxLength: BOUNDARIES - 1,
        }),
      })
      await fc.assert(
        fc.asyncProperty(runs, async ({ log, rules, cuts }) => {
          await emptyTables(warehouse)
          const batches = batchesOf(log.events, cuts)
          const live = await runLive(warehouse, rules, batches, log)
          for (const [index, rule] of rules.entries()) {
            const snapshots = live.map(({ boundary, standing }) => ({
              boundary,
              standing: standing[index] ?? new Set(),
            }))
            // In the shortest run a rule is looked at from the middle of the log in one of the two
            // orders, by turns.
            await compareByPlatform(warehouse, rule, log, snapshots, {
              middle: RUNS > 1 || index % 2 === 0,
            })
            await compareBySource(warehouse, rule, log, { middle: RUNS > 1 || index % 2 === 1 })
          }
        }),
        // Shrinking would run hundreds of logs; the message of a failure names the rule and the
        // subject instead.
        { numRuns: RUNS, ...SEED, endOnFailure: true },
      )
    },
    HANG_MS * RUNS * RULES_OF_A_KIND,
  )
})

interface Snapshot {
  readonly boundary: Boundary
  readonly standing: ReadonlySet<string>
}

/**
 * As the sentinel works: after each batch, look at the subjects or groups it touched and those
 * whose deadlines passed, and keep the difference.
 */
async function runLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  batches: readonly (readonly RecordedEvent[])[],
  stated: Stated,
): Promise<{ readonly boundary: Boundary; readonly standing: readonly ReadonlySet<string>[] }[]> {
  const known: Known = { by: 'platform' }
  const standing = rules.map(() => new Set<string>())
  let since: Parameters<typeof touchedSubjects>[2] = NOTHING_EVALUATED
  let dues = new DueSubjects(DUE_SUBJECTS_HELD_MAX)
  const snapshots: { boundary: Boundary; standing: readonly ReadonlySet<string>[] }[] = []
  for (const [number, batch] of batches.entries()) {
    // A sentinel that starts again knows nothing of who falls due.
    if (number % 3 === 2) dues = new DueSubjects(DUE_SUBJECTS_HELD_MAX)
    await project(warehouse, batch)
    // A batch that is delivered twice changes nothing.
    await project(warehouse, batch)
    const boundary = boundaryAfter(batch)
    const clock = { from: since.clock ?? instantFromMs(0), to: boundary.clock }
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
      await using touched = await touchedSubjects(warehouse, [rule], from, at, dues)
      if (!touched.concerns(rule)) continue
      const view = { known, clock: boundary.clock, ...told(stated, boundary) }
      const warnings = (scope: RuleScope): Promise<readonly ComputedWarning[]> =>
        query<ComputedWarning>(warehouse, warningsSql(rule, { scope, ...view }))
      if (groupOf(rule) === null) {
        const subjects = await subjectsOf(warehouse, touched)
        const scope = { of: 'subjects', subject_ids: subjects } as const
        const found = await inProcess(warehouse, rule, { ...view, scope }, dues)
        same(rule, [], found.map(keyOf), (await warnings(scope)).map(keyOf), 'live in both ways')
        replaceWarnings(standing[index], new Set(subjects), found.map(keyOf))
      } else {
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
      }
    }
    since = { evaluated: boundary.position, clock: boundary.clock }
    snapshots.push({ boundary, standing: standing.map((keys) => new Set(keys)) })
  }
  return snapshots
}

async function subjectsOf(
  warehouse: Warehouse,
  { slices }: TouchedSubjects,
): Promise<readonly string[]> {
  const [all, ...more] = slices
  if (more.length > 0) throw new RangeError('the subjects of a test fit into one slice')
  if (all === undefined) return []
  const rows = await query<{ subject_id: string }>(
    warehouse,
    sql`SELECT DISTINCT subject_id FROM events_v1 WHERE subject_key IN ${all.table}`,
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
/** Of further ones it is asked again who falls due. */
const DUE_SUBJECTS_HELD_MAX = 20

/** As the sentinel asks for subjects, some of which have more facts than are held. */
async function inProcess(
  warehouse: Warehouse,
  rule: Rule,
  { scope, known, clock, ...stated }: WarningsAsked & Stated,
  dues: DueSubjects,
): Promise<readonly FoundWarning[]> {
  if (isSnapshotRule(rule)) throw new TypeError('a rule about subjects')
  const asked = { scope, known, clock }
  const found = await warningsInProcess(warehouse, [rule], asked, stated, FACTS_HELD_MAX)
  const ofRule = found.get(rule)
  for (const [subject_id, second] of ofRule?.passes_next_at ?? [])
    dues.add(rule, subject_id, second)
  return ofRule?.found ?? []
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
  await run(sql`INSERT INTO ${TOUCHED_GROUPS} SELECT cityHash64(arrayJoin(${texts(due)}))`)
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
FROM (SELECT arrayJoin(${texts(groupIds)}) AS id)
WHERE cityHash64(id) IN (SELECT group_key FROM ${TOUCHED_GROUPS})`,
  )
  return new Set(rows.map(({ id }) => id))
}

function texts(values: readonly string[]): Sql {
  return sql`[${list(values)}]::Array(String)`
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

type Looks = { readonly middle: boolean }

async function compareByPlatform(
  warehouse: Warehouse,
  rule: Rule,
  { events, versions, ...stated }: RandomLog,
  snapshots: readonly Snapshot[],
  looks: Looks,
): Promise<void> {
  const moments = events.map(({ position, recorded_at }) => ({
    knownAt: { by: 'platform', position } as const,
    clock: minuteOf(recorded_at),
  }))
  const expected = referenceLedger(rule, versions, moments, stated)
  const ledger = await query<LedgerRow>(
    warehouse,
    ledgerSql(rule, { scope: EVERYTHING, known: { by: 'platform' }, ...stated }),
  )
  same(
    rule,
    versions,
    ledger.map(ledgerKey),
    expected.map(intervalKey),
    'the whole ledger by platform',
  )
  for (const { boundary, standing } of snapshots) {
    const until = { by: 'platform', position: boundary.position } as const
    const known = { by: 'platform', until } as const
    const where = `at position ${boundary.position}`
    const asOf = await query<ComputedWarning>(
      warehouse,
      warningsSql(rule, { scope: EVERYTHING, known, clock: boundary.clock, ...stated }),
    )
    const at = { known, clock: boundary.clock }
    const reference = referenceWarnings(rule, versions, at, stated)
    same(rule, versions, asOf.map(warningKey), reference.map(evaluatedKey), `as of, ${where}`)
    same(rule, versions, [...standing], asOf.map(keyOf), `live, ${where}`)
    const stood = expected.filter((interval) => stoodAt(interval, until)).map(keyOf)
    same(rule, versions, [...standing], stood, `live and ledger, ${where}`)
  }
  const middle = snapshots[Math.floor(snapshots.length / 2)]
  if (middle !== undefined && looks.middle) {
    const until = { by: 'platform', position: middle.boundary.position } as const
    const upTo = await query<LedgerRow>(
      warehouse,
      ledgerSql(rule, { scope: EVERYTHING, known: { by: 'platform', until }, ...stated }),
    )
    const seen = moments.slice(0, until.position)
    const replayed = referenceLedger(rule, versions, seen, stated)
    same(
      rule,
      versions,
      upTo.map(ledgerKey),
      replayed.map(intervalKey),
      'the ledger up to a position',
    )
  }
  const last = moments.at(-1)
  if (last !== undefined)
    await compareOutcomes(warehouse, rule, { versions, ...stated }, last.clock)
}

async function compareBySource(
  warehouse: Warehouse,
  rule: Rule,
  log: RandomLog,
  looks: Looks,
): Promise<void> {
  const { events, versions, ...stated } = log
  const places = events
    .filter(({ type }) => !TOLD_BESIDE.includes(type))
    .map(({ reported_at, position }) => ({ by: 'source', reported_at, position }) as const)
    .sort(compareKnowledgePoints)
  const last = places.at(-1)
  const middle = places[Math.floor(places.length / 2)]
  if (last === undefined || middle === undefined) return
  for (const until of looks.middle ? [last, middle] : [last]) {
    // What is stated from a later time on is not known yet.
    const isAll = until === last && isNothing(stated)
    const known = isAll ? ({ by: 'source' } as const) : ({ by: 'source', until } as const)
    const ledger = await query<LedgerRow>(
      warehouse,
      ledgerSql(rule, { scope: EVERYTHING, known, ...stated }),
    )
    const moments = sourceMoments(rule, versions, until, stated)
    const expected = referenceLedger(rule, versions, moments, stated)
    same(
      rule,
      versions,
      ledger.map(ledgerKey),
      expected.map(intervalKey),
      `the ledger by source until ${until.reported_at}`,
    )
    const view = { known: { by: 'source', until }, clock: until.reported_at } as const
    const found = await query<ComputedWarning>(
      warehouse,
      warningsSql(rule, { scope: EVERYTHING, ...view, ...stated }),
    )
    same(
      rule,
      versions,
      found.map(warningKey),
      referenceWarnings(rule, versions, view, stated).map(evaluatedKey),
      'as of, by source',
    )
    const stood = ledger.filter((row) => row.withdrawn_reported_at === null).map(keyOf)
    same(rule, versions, stood, found.map(keyOf), 'what the ledger leaves standing')
  }
}

async function compareOutcomes(
  warehouse: Warehouse,
  rule: Rule,
  { versions, ...stated }: Omit<RandomLog, 'events'>,
  clock: Instant,
): Promise<void> {
  const known = { by: 'platform' } as const
  const rows = await query<OutcomeRow>(
    warehouse,
    outcomesSql(rule, { scope: EVERYTHING, known, clock, ...stated }),
  )
  const expected = Object.groupBy(
    referenceOutcomes(rule, versions, { known, clock }, stated),
    (outcome) => outcome.code,
  )
  const counts = Object.entries(expected).map(([code, facts]) => `${code} ${facts?.length ?? 0}`)
  same(
    rule,
    versions,
    rows.map((row) => `${row.code} ${row.facts}`),
    counts,
    'what could not be judged',
  )
  const sql = ruleFeedOutcomesSql(rule, { scope: EVERYTHING, known, clock, ...stated })
  const fed = sql === null ? [] : await query<FeedOutcomeRow>(warehouse, sql)
  const outcomes = referenceFeedOutcomes(rule, versions, { known, clock }, stated)
  const keyOfFeeds = (row: Pick<FeedOutcomeRow, 'outcome' | 'event_types' | 'source'>): string =>
    JSON.stringify([row.outcome, row.event_types, row.source])
  same(
    rule,
    versions,
    fed.map((row) => `${keyOfFeeds(row)} ${row.warnings}`),
    [...Map.groupBy(outcomes, keyOfFeeds)].map(([key, { length }]) => `${key} ${length}`),
    'what is not judged, or unstated',
  )
}

const EVERYTHING: RuleScope = { of: 'everything' }

function query<Row>(warehouse: Warehouse, statement: Sql): Promise<readonly Row[]> {
  return warehouse.query<Row>(statement, { purpose: 'test:rules-agree', lane: 'rules' })
}

/** Made anew, because a table that was emptied still refuses the tokens it has seen. */
async function emptyTables(warehouse: Warehouse): Promise<void> {
  await dropAll(warehouse)
  await migrate(warehouse, allTableFiles)
}

function batchesOf(
  events: readonly RecordedEvent[],
  cuts: readonly number[],
): (readonly RecordedEvent[])[] {
  const ends = [
    ...new Set([...cuts.map((cut) => Math.ceil(cut * events.length)), events.length]),
  ].sort((a, b) => a - b)
  return ends
    .map((end, index) => events.slice(ends[index - 1] ?? 0, end))
    .filter((batch) => batch.length > 0)
}

function boundaryAfter(batch: readonly RecordedEvent[]): Boundary {
  const last = batch.at(-1)
  if (last === undefined) throw new TypeError('a batch is never empty')
  return { position: last.position, clock: minuteOf(last.recorded_at) }
}

function minuteOf(at: Instant): Instant {
  return instantFromMs(Math.floor(msOfInstant(at) / 60_000) * 60_000)
}
