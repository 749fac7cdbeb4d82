import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { expect, test } from 'vitest'
import { factIdOf } from '@jianwei/events/fact.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { warningIdOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type {
  LedgerRow,
  ComputedWarning,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import {
  EVENT_BYTES_MAX,
  lineTooLong,
  readEventBytes,
} from '@jianwei/services/intake/line-reading.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { DEFAULT_OPTIONS, endOf } from '@jianwei/tools/simulation/options.ts'
import { simulateWhole } from '@jianwei/tools/simulation/simulation.ts'
import type { TruthRecord } from '@jianwei/tools/simulation/truth.ts'
import { sql } from '@jianwei/projections/sql.ts'

const SEED = Number(process.env['PROVINCE_SEED'] ?? Date.now() % 1_000_000)
const LINES_IN_ONE_CALL = 997
const answeredTickets = ruleWith({
  id: 'ticket-answered-in-time',
  kind: 'deadline',
  parameters: {
    duty: { events: ['TicketDispatched'] },
    answer: { events: ['TicketAnswered'] },
    match: ['data.ticket_number'],
    due: 'data.due_at',
  },
})
const manyViolations = ruleWith({
  id: 'many-violations',
  kind: 'count',
  parameters: { of: { events: ['ViolationFound'] }, at_least: 3, window: '60 days' },
})
const rules: readonly Rule[] = [answeredTickets, manyViolations]

test(`what comes out of a province's stream is what went in (PROVINCE_SEED=${SEED})`, async () => {
  console.log(`PROVINCE_SEED=${SEED}`)
  const options = {
    ...DEFAULT_OPTIONS,
    seed: SEED,
    subjects: 300,
    days: 120,
    broken: 0.02,
    late: 0.05,
  }
  const { lines, truth } = simulateWhole({ ...options, corrections: 0.02, retractions: 0.01 })
  await using folder = await temporaryFolder('province')
  await using pipeline = await runPipeline(folder.path, rules)
  const { stores } = pipeline
  const intake = createIntake({ ...stores, now: () => stores.clock.now() })
  const results: string[] = []
  for (let from = 0; from < lines.length; from += LINES_IN_ONE_CALL) {
    const taken = await intake.take(
      lines.slice(from, from + LINES_IN_ONE_CALL).map(({ line, content }) => {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content
        const notAfter = futureBound(stores.clock.now())
        const isTooLong = bytes.length > EVENT_BYTES_MAX
        const reading = isTooLong ? lineTooLong(EVENT_BYTES_MAX) : readEventBytes(bytes, notAfter)
        return {
          bytes,
          reading,
          origin: { channel: 'http', line } as const,
          content_type: 'application/cloudevents+json',
        }
      }),
    )
    results.push(...taken.flat().map((result) => result.status))
  }
  await pipeline.settle()

  expect(results).toEqual(lines.map(({ expected }) => expected.outcome))
  // The truth knows the duties that fell due up to the stream's last second; by now others have as
  // well.
  const atItsEnd = instantFromMs(endOf(options) + 1_000)
  expect(new Set(await backtest(pipeline, answeredTickets, atItsEnd))).toEqual(missedTickets(truth))
  for (const rule of rules) {
    const live = (await standing(pipeline, rule)).toSorted()
    expect(live.length).toBeGreaterThan(0)
    expect(live).toEqual((await backtest(pipeline, rule, await lastClock(stores))).toSorted())
    expect(live).toEqual((await standsByLedger(pipeline, rule)).toSorted())
  }
})

/** Warnings that must stand: one for each ticket that was not answered in time. */
function missedTickets(truth: readonly TruthRecord[]): ReadonlySet<string> {
  return new Set(
    truth.flatMap((record) =>
      record.record === 'missed-duty' && record.duty === 'ticket-answered'
        ? [warningIdOf(answeredTickets, record.subject_id, factIdOf(record.opened_by))]
        : [],
    ),
  )
}

/** What the sentinel's ledger holds at the end of the log. */
async function standing({ stores }: RunningPipeline, rule: Rule): Promise<readonly string[]> {
  const rows = await stores.warehouse.query<{ id: string }>(
    sql`
SELECT toString(warning_id) AS id FROM warnings_v1 WHERE rule_id = ${rule.id}
GROUP BY warning_id HAVING argMax(movement, position) = 'raised'`,
    { purpose: 'test:standing' },
  )
  return rows.map((row) => row.id)
}

const everything = {
  scope: { of: 'everything' },
  known: { by: 'platform' },
  ...NOTHING_STATED,
} as const

async function backtest(
  { stores }: RunningPipeline,
  rule: Rule,
  clock: Instant,
): Promise<readonly string[]> {
  const sql = warningsSql(rule, { ...everything, clock })
  const rows = await stores.warehouse.query<ComputedWarning>(sql, { purpose: 'test:backtest' })
  return rows.map((row) => warningIdOf(rule, row.subject_id, row.anchor))
}

async function standsByLedger({ stores }: RunningPipeline, rule: Rule): Promise<readonly string[]> {
  const rows = await stores.warehouse.query<LedgerRow>(ledgerSql(rule, everything), {
    purpose: 'test:ledger',
  })
  return rows.flatMap((row) =>
    row.withdrawn_position === null ? [warningIdOf(rule, row.subject_id, row.anchor)] : [],
  )
}

/** The platform's clock at the end of the log: its last event's, floored to the minute. */
async function lastClock({ warehouse }: RunningPipeline['stores']): Promise<Instant> {
  const [row] = await warehouse.query<{ clock: Instant }>(
    sql`
SELECT concat(replaceOne(toString(toStartOfMinute(max(recorded_at))), ' ', 'T'), '.000Z') AS clock
FROM events_v2`,
    { purpose: 'test:clock' },
  )
  if (row === undefined) throw new Error('the log is empty')
  return row.clock
}
