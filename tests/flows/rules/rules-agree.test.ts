import fc from 'fast-check'
import { afterAll, describe, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  ledgerSql,
  outcomesSql,
  ruleFeedOutcomesSql,
  warningsSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import { compareKnowledgePoints } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  referenceFeedOutcomes,
  referenceLedger,
  referenceOutcomes,
  referenceWarnings,
  sourceMoments,
} from '#/support/rules/reference/reference.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import {
  OUTCOME_SAMPLE_MAX,
  type LedgerRow,
  type FeedOutcomeRow,
  type OutcomeRow,
  type ComputedWarning,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { anyLog, type RandomLog } from '#/support/rules/random-log.ts'
import { isNothing, TOLD_BESIDE } from '#/support/rules/told-beside.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import {
  evaluatedKey,
  intervalKey,
  keyOf,
  ledgerKey,
  same,
  stoodAt,
  warningKey,
} from '#/support/rules/agreement.ts'
import { HANG_MS } from '#/support/hang.ts'
import { EVERYTHING, minuteOf, query, runLive, type Snapshot } from '#/support/rules/live-run.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

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
/** Of which each event is looked at by itself. */
const FEW_SUBJECTS = 3
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

  test(
    'where events come one by one, or a few together',
    async () => {
      const runs = fc.record({
        log: anyLog(FEW_SUBJECTS),
        rules: rulesOfAllKinds(RULES_OF_A_KIND),
        sizes: fc.infiniteStream(fc.constantFrom(1, 1, 1, 2, 3)),
      })
      await fc.assert(
        fc.asyncProperty(runs, async ({ log: { events, versions, ...stated }, rules, sizes }) => {
          await emptyTables(warehouse)
          const batches: RecordedEvent[][] = []
          for (let from = 0; from < events.length; from += batches.at(-1)?.length ?? 1)
            batches.push(events.slice(from, from + (sizes.next().value ?? 1)))
          const live = await runLive(warehouse, rules, batches, stated)
          for (const { boundary, standing } of live) {
            const until = { by: 'platform', position: boundary.position } as const
            const at = { known: { by: 'platform', until }, clock: boundary.clock } as const
            for (const [index, rule] of rules.entries()) {
              const expected = referenceWarnings(rule, versions, at, stated).map(keyOf)
              const found = [...(standing[index] ?? [])]
              same(rule, versions, found, expected, `live, at position ${boundary.position}`)
            }
          }
        }),
        { numRuns: RUNS, ...SEED, endOnFailure: true },
      )
    },
    HANG_MS * RUNS * RULES_OF_A_KIND,
  )
})

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
  const counts = Object.entries(expected).map(([code, facts = []]) =>
    [code, facts.length, ...sampleOf(facts)].join(' '),
  )
  same(
    rule,
    versions,
    rows.map((row) => [row.code, row.facts, ...row.sample].join(' ')),
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
    fed.map((row) => [keyOfFeeds(row), row.warnings, ...row.sample].join(' ')),
    [...Map.groupBy(outcomes, keyOfFeeds)].map(([key, facts]) =>
      [key, facts.length, ...sampleOf(facts)].join(' '),
    ),
    'what is not judged, or unstated',
  )
}

/** The first ids, in their order. */
function sampleOf(facts: readonly { readonly fact_id: string }[]): readonly string[] {
  return facts
    .map(({ fact_id }) => fact_id)
    .toSorted()
    .slice(0, OUTCOME_SAMPLE_MAX)
}

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
