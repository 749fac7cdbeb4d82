import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ledgerSql, newlyDueSubjectsSql, outcomesSql, warningsSql } from '@jianwei/projections/rules/compile.ts'
import { passesSnapshot } from '@jianwei/projections/rules/passes-snapshot.ts'
import { groupIdOf } from '@jianwei/projections/rules/groups/group-text.ts'
import { touchedGroupsSql } from '@jianwei/projections/rules/groups/touched-groups-sql.ts'
import { comparePlaces, type Known, type Place } from '@jianwei/projections/rules/places.ts'
import {
  referenceLedger,
  referenceOutcomes,
  referenceWarnings,
  sourceMoments,
  type EvaluatedWarning,
  type LedgerInterval,
} from '@jianwei/projections/rules/reference.ts'
import type { Boundary } from '@jianwei/services/sentinel/warning-entries.ts'
import { groupOf, reachOf, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { scratchVersionsSql, type RuleScope } from '@jianwei/projections/rules/versions-sql.ts'
import { text } from '@jianwei/projections/sql.ts'
import type { LedgerRow, OutcomeRow, WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { NOTHING_EVALUATED } from '@jianwei/services/sentinel/sentinel-record.ts'
import { touchedSubjects, type TouchedSubjects } from '@jianwei/services/sentinel/touched-subjects.ts'
import { anyLog, type RandomLog } from '#/support/rules/random-log.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { HANG_MS } from '#/support/hang.ts'
import { openWarehouse, project } from '#/support/warehouse-in-folder.ts'

/**
 * The heart of `design.md` section 5: whatever the rules, the facts, the order and the batches in which they arrive, three answers are
 * one. Live (the difference of `W` over the touched subjects, boundary by boundary), the backtest (one statement over all of
 * history) and the reference (slow TypeScript over the facts).
 *
 * Every subject of a log is a case of its own, so a run of a rule of each of the ten kinds over 14 subjects is 140 cases. RULES_SEED
 * and RULES_RUNS repeat a run or make it longer, RULES_OF_A_KIND, RULES_SUBJECTS and RULES_BOUNDARIES make it broader, RULES_KINDS keeps it to some kinds.
 */
const RUNS = Number(process.env['RULES_RUNS'] ?? 1)
const SEED = process.env['RULES_SEED'] === undefined ? {} : { seed: Number(process.env['RULES_SEED']) }
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
          const live = await runLive(warehouse, rules, batches)
          for (const [index, rule] of rules.entries()) {
            const snapshots = live.map(({ boundary, standing }) => ({
              boundary,
              standing: standing[index] ?? new Set(),
            }))
            // In the shortest run a rule is looked at from the middle of the log in one of the two orders, by turns.
            await compareByPlatform(warehouse, rule, log, snapshots, { middle: RUNS > 1 || index % 2 === 0 })
            await compareBySource(warehouse, rule, log, { middle: RUNS > 1 || index % 2 === 1 })
          }
        }),
        // Shrinking would run hundreds of logs; the message of a failure names the rule and the subject instead.
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
 * As the sentinel works: after each batch, look at the subjects or groups it touched and those whose deadlines passed, and keep the
 * difference.
 */
async function runLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  batches: readonly (readonly RecordedEvent[])[],
): Promise<{ readonly boundary: Boundary; readonly standing: readonly ReadonlySet<string>[] }[]> {
  const known: Known = { by: 'platform' }
  const standing = rules.map(() => new Set<string>())
  let since: Parameters<typeof touchedSubjects>[2] = NOTHING_EVALUATED
  const snapshots: { boundary: Boundary; standing: readonly ReadonlySet<string>[] }[] = []
  for (const batch of batches) {
    await project(warehouse, batch)
    // A batch that is delivered twice changes nothing.
    await project(warehouse, batch)
    const boundary = boundaryAfter(batch)
    const clock = { from: since.clock ?? instantFromMs(0), to: boundary.clock }
    for (const [index, rule] of rules.entries()) {
      if (reachOf(rule) === 'snapshot') {
        await lookAtSnapshots(warehouse, rule, standing[index], clock)
        continue
      }
      await using touched = await touchedSubjects(warehouse, [rule], since, boundary)
      if (!touched.concerns(rule)) continue
      const view = { known, clock: boundary.clock }
      const warnings = (scope: RuleScope): Promise<readonly WarningRow[]> =>
        query<WarningRow>(warehouse, warningsSql(rule, { scope, ...view }))
      if (groupOf(rule) === null) {
        const subjects = await subjectsOf(warehouse, touched)
        const found = await warnings(await scopeOf(warehouse, rule, subjects, index % 2 === 0))
        replaceWarnings(standing[index], new Set(subjects), found.map(keyOf))
      } else {
        const due = newlyDueSubjectsSql(rule, { scope: EVERYTHING, known }, clock)
        const overdue = due === null ? [] : await query<{ subject_id: string }>(warehouse, due)
        const positions = { after: since.evaluated, up_to: boundary.position }
        await touchGroups(
          warehouse,
          rule,
          positions,
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

async function subjectsOf(warehouse: Warehouse, { slices }: TouchedSubjects): Promise<readonly string[]> {
  const [all, ...more] = slices
  if (more.length > 0) throw new RangeError('the subjects of a test fit into one slice')
  if (all === undefined) return []
  const rows = await query<{ subject_id: string }>(
    warehouse,
    `SELECT DISTINCT subject_id FROM events_v1 WHERE subject_key IN ${all.table}`,
  )
  return rows.map((row) => row.subject_id)
}

/** Rules that are judged on snapshots look at everybody when the clock came to one, and at nobody otherwise. */
async function lookAtSnapshots(
  warehouse: Warehouse,
  rule: Rule,
  standing: Set<string> | undefined,
  clock: { readonly from: Instant; readonly to: Instant },
): Promise<void> {
  if (!passesSnapshot(rule, clock)) return
  const view = { scope: EVERYTHING, known: { by: 'platform' }, clock: clock.to } as const
  const found = (await query<WarningRow>(warehouse, warningsSql(rule, view))).map(keyOf)
  replaceWarnings(standing, new Set([...(standing ?? []), ...found].map(subjectOf)), found)
}

/** Both ways in which live evaluation names its subjects: in the statement, and through versions read once for many rules. */
async function scopeOf(
  warehouse: Warehouse,
  rule: Rule,
  subject_ids: readonly string[],
  scratch: boolean,
): Promise<RuleScope> {
  if (!scratch) return { of: 'subjects', subject_ids }
  await warehouse.execute('DROP TABLE IF EXISTS scratch_versions', { purpose: 'test' })
  const versions = scratchVersionsSql({ of: 'subjects', subject_ids }, { by: 'platform' }, watchedTypes(rule))
  await warehouse.execute(`CREATE TABLE scratch_versions ENGINE = Memory AS ${versions}`, { purpose: 'test' })
  return { of: 'versions_in', table: 'scratch_versions' }
}

const TOUCHED_GROUPS = 'touched_groups'

async function touchGroups(
  warehouse: Warehouse,
  rule: Rule,
  positions: { readonly after: number; readonly up_to: number },
  due: readonly string[],
): Promise<void> {
  const run = (sql: string): Promise<void> => warehouse.execute(sql, { purpose: 'test' })
  await run(`DROP TABLE IF EXISTS ${TOUCHED_GROUPS}`)
  await run(`CREATE TABLE ${TOUCHED_GROUPS} ENGINE = Memory AS ${touchedGroupsSql(rule, positions)}`)
  await run(`INSERT INTO ${TOUCHED_GROUPS} SELECT cityHash64(arrayJoin(${texts(due)}))`)
}

/** Those of the groups that `touchGroups` named. */
async function touchedAmong(warehouse: Warehouse, groupIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>(
    warehouse,
    `SELECT id FROM (SELECT arrayJoin(${texts(groupIds)}) AS id) WHERE cityHash64(id) IN (SELECT group_key FROM ${TOUCHED_GROUPS})`,
  )
  return new Set(rows.map(({ id }) => id))
}

function texts(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]::Array(String)`
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
  { events, versions }: RandomLog,
  snapshots: readonly Snapshot[],
  looks: Looks,
): Promise<void> {
  const moments = events.map(({ position, recorded_at }) => ({
    place: { by: 'platform', position } as const,
    clock: minuteOf(recorded_at),
  }))
  const expected = referenceLedger(rule, versions, moments)
  const ledger = await query<LedgerRow>(warehouse, ledgerSql(rule, { scope: EVERYTHING, known: { by: 'platform' } }))
  same(rule, versions, ledger.map(ledgerKey), expected.map(intervalKey), 'the whole ledger by platform')
  for (const { boundary, standing } of snapshots) {
    const until = { by: 'platform', position: boundary.position } as const
    const known = { by: 'platform', until } as const
    const where = `at position ${boundary.position}`
    const asOf = await query<WarningRow>(
      warehouse,
      warningsSql(rule, { scope: EVERYTHING, known, clock: boundary.clock }),
    )
    const reference = referenceWarnings(rule, versions, { known, clock: boundary.clock })
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
      ledgerSql(rule, { scope: EVERYTHING, known: { by: 'platform', until } }),
    )
    const replayed = referenceLedger(rule, versions, moments.slice(0, until.position))
    same(rule, versions, upTo.map(ledgerKey), replayed.map(intervalKey), 'the ledger up to a position')
  }
  const last = moments.at(-1)
  if (last !== undefined) await compareOutcomes(warehouse, rule, versions, last.clock)
}

async function compareBySource(warehouse: Warehouse, rule: Rule, log: RandomLog, looks: Looks): Promise<void> {
  const { events, versions } = log
  const places = events
    .map(({ reported_at, position }) => ({ by: 'source', reported_at, position }) as const)
    .sort(comparePlaces)
  const last = places.at(-1)
  const middle = places[Math.floor(places.length / 2)]
  if (last === undefined || middle === undefined) return
  for (const until of looks.middle ? [last, middle] : [last]) {
    const known = until === last ? ({ by: 'source' } as const) : ({ by: 'source', until } as const)
    const ledger = await query<LedgerRow>(warehouse, ledgerSql(rule, { scope: EVERYTHING, known }))
    const expected = referenceLedger(rule, versions, sourceMoments(rule, versions, until))
    same(
      rule,
      versions,
      ledger.map(ledgerKey),
      expected.map(intervalKey),
      `the ledger by source until ${until.reported_at}`,
    )
    const view = { known: { by: 'source', until }, clock: until.reported_at } as const
    const found = await query<WarningRow>(warehouse, warningsSql(rule, { scope: EVERYTHING, ...view }))
    same(
      rule,
      versions,
      found.map(warningKey),
      referenceWarnings(rule, versions, view).map(evaluatedKey),
      'as of, by source',
    )
    const stood = ledger.filter((row) => row.withdrawn_reported_at === null).map(keyOf)
    same(rule, versions, stood, found.map(keyOf), 'what the ledger leaves standing')
  }
}

async function compareOutcomes(
  warehouse: Warehouse,
  rule: Rule,
  versions: RandomLog['versions'],
  clock: Instant,
): Promise<void> {
  const known = { by: 'platform' } as const
  const rows = await query<OutcomeRow>(warehouse, outcomesSql(rule, { scope: EVERYTHING, known, clock }))
  const expected = Object.groupBy(referenceOutcomes(rule, versions, { known, clock }), (outcome) => outcome.code)
  const counts = Object.entries(expected).map(([code, facts]) => `${code} ${facts?.length ?? 0}`)
  same(
    rule,
    versions,
    rows.map((row) => `${row.code} ${row.facts}`),
    counts,
    'what could not be judged',
  )
}

const EVERYTHING: RuleScope = { of: 'everything' }

function query<Row>(warehouse: Warehouse, sql: string): Promise<readonly Row[]> {
  return warehouse.query<Row>(sql, { purpose: 'test:rules-agree', lane: 'rules' })
}

/** Made anew, because a table that was emptied still refuses the tokens it has seen. */
async function emptyTables(warehouse: Warehouse): Promise<void> {
  await dropAll(warehouse)
  await migrate(warehouse, allTableFiles)
}

function batchesOf(events: readonly RecordedEvent[], cuts: readonly number[]): (readonly RecordedEvent[])[] {
  const ends = [...new Set([...cuts.map((cut) => Math.ceil(cut * events.length)), events.length])].sort((a, b) => a - b)
  return ends.map((end, index) => events.slice(ends[index - 1] ?? 0, end)).filter((batch) => batch.length > 0)
}

function boundaryAfter(batch: readonly RecordedEvent[]): Boundary {
  const last = batch.at(-1)
  if (last === undefined) throw new TypeError('a batch is never empty')
  return { position: last.position, clock: minuteOf(last.recorded_at) }
}

function minuteOf(at: Instant): Instant {
  return instantFromMs(Math.floor(msOfInstant(at) / 60_000) * 60_000)
}

function stoodAt({ raised, withdrawn }: LedgerInterval, place: Place): boolean {
  return comparePlaces(raised, place) <= 0 && (withdrawn === null || comparePlaces(withdrawn, place) > 0)
}

/** Sets of texts, so that a difference can be read; the message has what is needed to see why. */
function same(
  rule: Rule,
  versions: RandomLog['versions'],
  actual: readonly string[],
  expected: readonly string[],
  what: string,
): void {
  const [sortedActual, sortedExpected] = [actual.toSorted(), expected.toSorted()]
  const different = [...sortedActual, ...sortedExpected].find(
    (key) => !sortedActual.includes(key) || !sortedExpected.includes(key),
  )
  const group = groupOf(rule)
  const facts = versions.filter((version) => {
    if (group === null) return version.subject_id === subjectOf(different ?? '')
    return version.kind === 'retraction' || groupIdOf(group, version) === subjectOf(different ?? '')
  })
  const { parameters, exceptions, in_force, facts_before_in_force } = rule
  const told = { parameters, exceptions, in_force, facts_before_in_force }
  const story = `${what}\n${JSON.stringify(told)}\n${facts.map((fact) => JSON.stringify(fact)).join('\n')}`
  expect(sortedActual, story).toEqual(sortedExpected)
}

/** With the time, which a correction may move while the warning stays the same. */
function keyOf(row: { readonly subject_id: string; readonly anchor: string; readonly anchor_at: string }): string {
  return `${row.subject_id} ${row.anchor} ${row.anchor_at}`
}

function subjectOf(key: string): string {
  return key.split(' ')[0] ?? ''
}

function warningKey(row: WarningRow): string {
  return `${keyOf(row)} ${row.evidence_count} ${row.evidence.join(',')}`
}

function evaluatedKey(warning: EvaluatedWarning): string {
  return `${keyOf(warning)} ${warning.evidence_count} ${warning.evidence.join(',')}`
}

function ledgerKey(row: LedgerRow): string {
  const raised = `${row.raised_reported_at}/${row.raised_position}`
  const withdrawn = row.withdrawn_position === null ? null : `${row.withdrawn_reported_at}/${row.withdrawn_position}`
  return `${warningKey(row)} from ${raised} to ${withdrawn}`
}

function intervalKey(interval: LedgerInterval): string {
  const { raised, withdrawn } = interval
  return `${evaluatedKey(interval)} from ${placeText(raised)} to ${withdrawn === null ? null : placeText(withdrawn)}`
}

function placeText(place: Place): string {
  return `${place.by === 'source' ? place.reported_at : null}/${place.position}`
}
