/**
 * What the example's statements change: for every rule that waits for something, the warnings over
 * the example with nothing stated, and with what its import states. Run: `npm run bench:feeds`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { join } from 'node:path'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ruleFeedOutcomesSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import {
  NOTHING_STATED,
  type Stated,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { waitsForSomething, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { FeedOutcomeRow } from '@jianwei/projections/rules/statements/warning-sql.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { loadExampleData } from '@jianwei/services/all-in-one/example-data.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

readCommandLine({
  call: 'npm run bench:feeds --',
  does: 'Counts the warnings over the example without and with what its import states.',
  options: {},
})

const asks = { purpose: 'bench:feeds' }
// The example's last changes are of 2017; by now everything is due.
const CLOCK = '2026-01-01T00:00:00.000Z' as Instant
const BATCH_EVENTS_MAX = 20_000

await using opened = await openWarehouse()
const { warehouse } = opened
{
  await using intake = openIntake({ log_path: join(opened.folder, 'log.db') })
  await loadExampleData(intake)
  const { signal } = new AbortController()
  for await (const { events } of intake.log.follow('start', {
    signal,
    batch_events_max: BATCH_EVENTS_MAX,
    until: 'head',
  }))
    await project(warehouse, events)
}

const ever = await everStated(warehouse)
const all = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
const rules = all.filter(waitsForSomething)
print(`${all.length} rules, of which ${rules.length} wait for something; of these with warnings:\n`)
print(`${'rule'.padEnd(36)} ${'before'.padStart(8)} ${'after'.padStart(8)}  not judged`)
let [before, after] = [0, 0]
for (const rule of rules) {
  const without = await warnings(warehouse, rule, NOTHING_STATED)
  const stated = await warnings(warehouse, rule, ever)
  before += without
  after += stated
  if (without === 0 && stated === 0) continue
  const outcomes = (await notJudged(warehouse, rule)).join('; ')
  print(
    `${rule.id.padEnd(36)} ${String(without).padStart(8)} ${String(stated).padStart(8)} ` +
      ` ${outcomes}`,
  )
}
print(`${'together'.padEnd(36)} ${String(before).padStart(8)} ${String(after).padStart(8)}`)

function viewOf(stated: Stated) {
  return {
    scope: { of: 'everything' },
    known: { by: 'platform' },
    clock: CLOCK,
    ...stated,
  } as const
}

async function warnings(from: Warehouse, rule: Rule, stated: Stated): Promise<number> {
  const found = warningsSql(rule, viewOf(stated))
  const [row] = await from.query<{ n: string }>(sql`SELECT count() AS n FROM (${found})`, asks)
  return Number(row?.n ?? 0)
}

async function notJudged(from: Warehouse, rule: Rule): Promise<readonly string[]> {
  const statement = ruleFeedOutcomesSql(rule, viewOf(ever))
  const rows = statement === null ? [] : await from.query<FeedOutcomeRow>(statement, asks)
  return rows.flatMap(({ outcome, event_types, source, warnings: count }) =>
    outcome === 'not_judged' ? [`${count} of ${source}: no feed of ${event_types.join(', ')}`] : [],
  )
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
