/**
 * One size of the benchmark of rules, in a process of its own: `node one-size.ts EVENTS SUBJECTS
 * SEED BATCHES`.
 */
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'
import { fortyRules } from './forty-rules.ts'
import { generateEvents } from './generated-events.ts'
import { measureLive } from './live.ts'
import { peakMegabytes, quantile, timed } from './measure.ts'
import { PLAIN_SQL } from './plain-sql.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'

const [events, subjects, seed, batches] = process.argv.slice(2).map(Number)
if (events === undefined || subjects === undefined || seed === undefined || batches === undefined) {
  throw new Error('EVENTS SUBJECTS SEED BATCHES are missing')
}
const CLOCK = instantFromMs(Date.UTC(2026, 0, 1))
const EVERYTHING = {
  scope: { of: 'everything' },
  known: { by: 'platform' },
  clock: CLOCK,
  ...NOTHING_STATED,
} as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const rules = fortyRules()
await using opened = await openWarehouse()
const { warehouse } = opened
const filled = await timed(() => generateEvents(warehouse, { events, subjects, seed }))
const last = filled.result as Position
print(
  `\n${events} events of ${subjects} subjects, ${last} rows, made in ${seconds(filled.ms)}; ` +
    `${rules.length} rules`,
)

const truth = await everyRule(warehouse, (rule) => warningsSql(rule, EVERYTHING))
const ledger = await everyRule(warehouse, (rule) => ledgerSql(rule, EVERYTHING))
print(
  `${'rule'.padEnd(28)} ${'truth'.padStart(9)} ${'ledger'.padStart(9)} ` +
    `${'warnings'.padStart(9)} ${'plain SQL'.padStart(10)}`,
)
for (const [index, rule] of rules.entries()) {
  const [now, then] = [truth[index], ledger[index]]
  const plain = PLAIN_SQL[rule.id]
  const plainMs =
    plain === undefined ? '' : milliseconds((await timed(() => ask(warehouse, plain))).ms)
  print(
    `${rule.id.padEnd(28)} ${milliseconds(now?.ms ?? 0)} ${milliseconds(then?.ms ?? 0)} ` +
      `${String(now?.rows ?? 0).padStart(9)} ${plainMs.padStart(10)}`,
  )
}
print(`backtest of the final truth, all rules: ${seconds(total(truth))} (aim at 10 million: 10 s)`)
print(`backtest with the ledger, all rules:    ${seconds(total(ledger))} (aim: 20 s)`)
const live = await measureLive(warehouse, rules, { last, subjects, batches, clock: CLOCK })
for (const [what, timings] of [
  ['subjects', live.of_subjects],
  ['groups', live.of_groups],
] as const) {
  print(
    `live, ${batches} batches that touch 500 subjects, rules about ${what.padEnd(8)}: ` +
      `p50 ${milliseconds(quantile(timings, 0.5))}, ` +
      `p95 ${milliseconds(quantile(timings, 0.95))} (aim for all: p95 120 ms)`,
  )
}
print(`peak memory: ${await peakMegabytes()} MB (aim: 4,000 MB)`)

interface RuleTime {
  readonly ms: number
  readonly rows: number
}

/**
 * Each statement is counted by the engine, so that the answer's way into this process is not
 * measured.
 */
async function everyRule(
  asked: Warehouse,
  sqlOf: (rule: Rule) => Sql,
): Promise<readonly RuleTime[]> {
  const times: RuleTime[] = []
  for (const rule of rules) {
    const counted = sql`
SELECT toUInt32(count()) AS rows, sum(length(evidence)) AS facts
FROM (${sqlOf(rule)})`
    const { ms, result } = await timed(() => ask(asked, counted))
    times.push({ ms, rows: result[0]?.rows ?? 0 })
  }
  return times
}

function ask(asked: Warehouse, sql: Sql): Promise<readonly { readonly rows: number }[]> {
  return asked.query(sql, { purpose: 'bench:rules', lane: 'rules' })
}

function total(times: readonly RuleTime[]): number {
  return times.reduce((sum, { ms }) => sum + ms, 0)
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`.padStart(9)
}
