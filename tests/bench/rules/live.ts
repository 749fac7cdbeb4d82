import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { factsBySubject } from '@jianwei/projections/evaluation/facts-by-subject.ts'
import { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import {
  addNewlyDueSubjects,
  keysSql,
  TOUCHED_COLUMNS,
} from '@jianwei/projections/evaluation/queries.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  dependsOnClock,
  isSnapshotRule,
  reachOf,
  watchedTypes,
  type FactRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import type { SaidOfSubject } from '@jianwei/projections/evaluation/touched-anchors.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { evaluateGroups } from '@jianwei/services/evaluation/evaluate-groups.ts'
import { holdsGroupsOf } from '@jianwei/services/evaluation/evaluate-held-groups.ts'
import { evaluate, type EvaluatedInto } from '@jianwei/services/evaluation/evaluate.ts'
import type { EvaluatedSince } from '@jianwei/services/evaluation/evaluated-since.ts'
import { WARNINGS_LEDGER, type Boundary } from '@jianwei/services/evaluation/ledger.ts'
import { scratchTable } from '@jianwei/services/evaluation/scratch-tables.ts'
import {
  ruleNames,
  saidIn,
  touchedSubjects,
} from '@jianwei/services/evaluation/touched-subjects.ts'
import { project } from '#/support/warehouse/warehouse-in-folder.ts'
import { generatedVersions } from './generated-versions.ts'
import { Measurements } from './measure.ts'

export interface LiveOptions {
  /** The last position of the log. */
  readonly last: Position
  readonly subjects: number
  readonly batches: number
  readonly clock: Instant
}

/** What is measured by batch, and what by minute. */
export const WHOLE_ROUND = 'a round: all of the below but the raw fetch'
export const RAW_FETCH = 'the one fetch of the facts, raw'

const TOUCHED_SUBJECTS = 500
const ENTRIES_TOGETHER = 10_000
const TOUCHED_EVENTS = 500
const MINUTES = 20
const HELD_BYTES_MAX = 512_000_000
const MINUTE_MS = 60_000
const asks = { purpose: 'bench:live', lane: 'rules' } as const

/**
 * The sentinel's own evaluation of batches, part by part and together: what the newest 500 events
 * touched, and 500 subjects chosen by the engine with equal chances; for rules about groups, the
 * newest 500 events. Rules that wait for a snapshot are not evaluated at a batch. The ledger holds
 * what stands, as it does where the sentinel came by before; all rules are judged of each subject,
 * as far as its newest fact reaches.
 */
export async function measureLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  options: LiveOptions,
): Promise<Measurements> {
  const ofFacts = rules.filter((rule): rule is FactRule => !isSnapshotRule(rule))
  const ofSubjects = ofFacts.filter((rule) => reachOf(rule) === 'subject')
  const ofGroups = ofFacts.filter((rule) => reachOf(rule) === 'group')
  const types = [...new Set(ofSubjects.flatMap(watchedTypes))]
  const fields = fieldsAskedBy(ofSubjects)
  const measured = new Measurements()
  const into = { ledger: WARNINGS_LEDGER, dues: new DueSubjects() }
  const dense = new Set<string>()
  const groups = new HeldGroups(HELD_BYTES_MAX / 2)
  const ledger = { end: options.last as number }
  for (let batch = 0; batch < options.batches; batch += 1) {
    const subject_ids = await chosenSubjects(warehouse, batch, options.subjects)
    const firstSeen = {
      slices: [{ of: 'subjects', subject_ids }],
      touchedBy: null,
      saidOf: null,
    } as const
    const touched = { ...firstSeen, saidOf: await newestSaid(warehouse, subject_ids) }
    const behind = options.batches - 1 - batch
    const position = (options.last - behind * TOUCHED_EVENTS) as Position
    const boundary = { position, clock: options.clock }
    const evaluated = (position - TOUCHED_EVENTS) as Position
    const since = { evaluated, clock: options.clock, rules: ruleNames(ofFacts) }
    const known = { by: 'platform', until: { by: 'platform', position } } as const
    const news = await newestVersions(warehouse, { after: evaluated, up_to: position })
    await measured.measure(RAW_FETCH, () =>
      Array.fromAsync(
        factsBySubject(warehouse, { scope: touched.slices[0], known, types, fields }),
      ),
    )
    groups.follow({ after: evaluated, up_to: position, news })
    ledger.end = await writtenInto(
      warehouse,
      ledger.end,
      await all(evaluate(warehouse, ofSubjects, firstSeen, boundary, NOTHING_STATED, into)),
    )
    const ofTouchedGroups = () =>
      all(
        evaluateGroups(warehouse, ofGroups, since, boundary, NOTHING_STATED, {
          ...into,
          news,
          dense,
          groups,
        }),
      )
    if (batch === 0)
      await measured.measure('once after a start: groups are read', async () => {
        for (const rule of ofGroups) await holdsGroupsOf(rule, { warehouse, known, groups })
      })
    await measured.measure(WHOLE_ROUND, async () => {
      await measured.measure('what sources state', () => everStated(warehouse, asks))
      await measured.measure('whom the newest 500 events touched', async () => {
        const at = { ...boundary, ...NOTHING_STATED }
        await using _ = await touchedSubjects(warehouse, rules, since, at, {
          news,
          dues: into.dues,
        })
      })
      await measured.measure('rules about subjects, with their ledger', () =>
        all(evaluate(warehouse, ofSubjects, touched, boundary, NOTHING_STATED, into)),
      )
      await measured.measure('rules about groups, with their ledger', ofTouchedGroups)
    })
    await measured.measure('of it, the ledger of rules about subjects', () =>
      ledgersOf(warehouse, WARNINGS_LEDGER, ofSubjects, keysSql(subject_ids)),
    )
    const held = new HeldFacts(HELD_BYTES_MAX)
    held.follow({ after: 0, up_to: position, news: [], types, fields })
    const holding = { ...into, held }
    const again = () =>
      all(evaluate(warehouse, ofSubjects, touched, boundary, NOTHING_STATED, holding))
    await again()
    await measured.measure('rules about subjects, their facts held', again)
    await measureTouched({ warehouse, measured }, ofSubjects, holding, { since, boundary, news })
  }
  return measured
}

/** Whom the newest events touched, judged by the rules that these concern, with all facts held. */
async function measureTouched(
  { warehouse, measured }: { readonly warehouse: Warehouse; readonly measured: Measurements },
  rules: readonly FactRule[],
  into: EvaluatedInto,
  {
    since,
    boundary,
    news,
  }: {
    readonly since: EvaluatedSince
    readonly boundary: Boundary
    readonly news: readonly FactVersion[]
  },
): Promise<void> {
  const at = { ...boundary, ...NOTHING_STATED }
  const by = { news, dues: into.dues }
  await using touched = await touchedSubjects(warehouse, rules, since, at, by)
  const ofTouched = () => all(evaluate(warehouse, rules, touched, boundary, NOTHING_STATED, into))
  await ofTouched()
  await measured.measure('of whom the newest 500 events touched, held', ofTouched)
}

/**
 * Minutes that pass while nothing else happens, after one in which the queues are filled as after a
 * restart; and the same minutes by asking the facts, as it is without queues.
 */
export async function measureMinutes(
  warehouse: Warehouse,
  rules: readonly Rule[],
  { last, clock }: LiveOptions,
): Promise<Measurements> {
  const measured = new Measurements()
  const dues = new DueSubjects()
  const at = (minute: number): Instant => instantFromMs(msOfInstant(clock) + minute * MINUTE_MS)
  const pass = async (minute: number): Promise<void> => {
    const since = { evaluated: last, clock: at(minute - 1) }
    const boundary = { position: last, clock: at(minute), ...NOTHING_STATED }
    await using _ = await touchedSubjects(warehouse, rules, since, boundary, { news: [], dues })
  }
  await measured.measure('the first minute after a restart', () => pass(1))
  for (let minute = 2; minute < 2 + MINUTES; minute += 1)
    await measured.measure('a minute passes', () => pass(minute))
  const known = { by: 'platform', until: { by: 'platform', position: last } } as const
  const clocked = rules.filter((rule) => reachOf(rule) === 'subject' && dependsOnClock(rule))
  await using table = await scratchTable(warehouse, 'bench', { columns: TOUCHED_COLUMNS })
  await measured.measure('the same by asking the facts', async () => {
    for (const rule of clocked)
      await addNewlyDueSubjects(warehouse, table.name, rule, {
        known,
        notices: [],
        clock: { from: at(0), to: at(1) },
        cause: 'due',
      })
  })
  return measured
}

async function chosenSubjects(
  warehouse: Warehouse,
  batch: number,
  subjects: number,
): Promise<readonly string[]> {
  const rows = await warehouse.query<{ subject_id: string }>(
    sql`
SELECT DISTINCT concat('bench:',
  toString(sipHash64(number, ${`batch ${batch}`}) % ${subjects})) AS subject_id
FROM numbers(${TOUCHED_SUBJECTS})`,
    asks,
  )
  return rows.map(({ subject_id }) => subject_id)
}

/** What the newest fact of each says, as what touches a subject mostly is. */
async function newestSaid(
  warehouse: Warehouse,
  subject_ids: readonly string[],
): Promise<SaidOfSubject> {
  const newest = await generatedVersions(
    warehouse,
    sql`
WHERE subject_key IN (SELECT subject_key FROM ${keysSql(subject_ids)})
  AND version_kind IN ('original', 'correction')
ORDER BY e.occurred_at DESC LIMIT 1 BY subject_id`,
  )
  return saidIn(newest)
}

/** What the sentinel reads from the log. */
function newestVersions(
  warehouse: Warehouse,
  { after, up_to }: { readonly after: Position; readonly up_to: Position },
): Promise<readonly FactVersion[]> {
  return generatedVersions(
    warehouse,
    sql`
WHERE (subject_key, fact_id) IN (
    SELECT subject_key, fact_id FROM events_v2 WHERE position > ${after} AND position <= ${up_to})
  AND position <= ${up_to} AND version_kind IN ('original', 'correction')`,
  )
}

async function all<Piece>(steps: AsyncIterable<readonly Piece[]>): Promise<Piece[]> {
  const pieces: Piece[] = []
  for await (const step of steps) pieces.push(...step)
  return pieces
}

/** Entries of the ledger behind a position; gives the last one's. */
async function writtenInto(
  warehouse: Warehouse,
  last: number,
  appends: readonly StreamAppend[],
): Promise<number> {
  const at = new Date(0).toISOString() as Instant
  let position = last
  const entries = appends.flatMap(({ stream, events }) =>
    events.map((event, revision) => {
      position += 1
      const placed = { stream, position, ordinal: position, revision }
      // As the log would give it back.
      return { ...event, ...placed, reported_at: at, recorded_at: at } as unknown as RecordedEvent
    }),
  )
  for (let from = 0; from < entries.length; from += ENTRIES_TOGETHER)
    await project(warehouse, entries.slice(from, from + ENTRIES_TOGETHER))
  return position
}
