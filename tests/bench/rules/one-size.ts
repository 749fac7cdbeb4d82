/**
 * One size of the benchmark of rules, in a process of its own: `node one-size.ts EVENTS SUBJECTS
 * SEED BATCHES PARTS`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { keepFields } from '@jianwei/projections/evaluation/keep-fields.ts'
import { columnsNamedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { isInProcess } from '@jianwei/projections/backtest/history-in-process.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'
import { allWays } from './equal.ts'
import { fortyRules } from './forty-rules.ts'
import { generateEvents } from './generated-events.ts'
import { measureHistory } from './history.ts'
import { measureLive, measureMinutes, RAW_FETCH, WHOLE_ROUND } from './live.ts'
import { peakMegabytes, quantile, timed, type Measurements } from './measure.ts'
import { PLAIN_SQL } from './plain-sql.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'

const [events, subjects, seed, batches] = process.argv.slice(2, 6).map(Number)
if (events === undefined || subjects === undefined || seed === undefined || batches === undefined) {
  throw new Error('EVENTS SUBJECTS SEED BATCHES are missing')
}
/** As many as a province may publish. */
const MANY_RULES = 500
const FILL_LOOK_MS = 200
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

const fields = await timed(fillFields)
print(`${fields.result} fields that these rules name, filled in ${seconds(fields.ms)}`)

const parts = new Set(process.argv[6]?.split(','))
if (parts.has('backtests')) await backtests()
if (parts.has('live')) await live()
if (parts.has('equal')) await equal()
print(`peak memory: ${await peakMegabytes()} MB (aim: 4,000 MB)`)

/** How many there are. */
async function fillFields(): Promise<number> {
  const names = new Set(rules.flatMap(columnsNamedBy))
  while ((await keepFields(warehouse, names)).columns.length > 0) await sleep(FILL_LOOK_MS)
  return names.size
}

async function backtests(): Promise<void> {
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
  print(`backtest of the final truth, all rules: ${seconds(total(truth))} (aim at 10 million: 7 s)`)
  print(`backtest with the ledger, all rules:    ${seconds(total(ledger))} (aim: 12 s)`)
  await inProcess(truth, ledger)
}

/** The same for rules about subjects by one pass in the process, beside a pass that only reads. */
async function inProcess(truth: readonly RuleTime[], ledger: readonly RuleTime[]): Promise<void> {
  const found = await measureHistory(warehouse, { rules, events: events!, clock: CLOCK })
  print(`one pass that only streams and decodes: ${seconds(found.raw_ms)} of processor`)
  for (const [what, aim, statements, pass] of [
    ['final truth', 3, truth, found.truth],
    ['the ledger', 6, ledger, found.ledger],
  ] as const) {
    const subjects = rules.flatMap((rule, index) => (isInProcess(rule) ? [statements[index]!] : []))
    const asked = rules.filter(isInProcess)
    const equal = asked.filter(({ id }, i) => (pass.found.get(id) ?? 0) === subjects[i]?.rows)
    const sqlMs = subjects.reduce((sum, { cpu_ms }) => sum + cpu_ms, 0)
    print(
      `${what}, ${asked.length} rules about subjects, processor: ` +
        `one pass ${seconds(pass.cpu_ms)} (${seconds(pass.ms)} by the clock), ` +
        `${(pass.cpu_ms / found.raw_ms).toFixed(1)} x only reading (aim: ${aim} x); ` +
        `statements ${seconds(sqlMs)}; equal numbers for ${equal.length} rules`,
    )
  }
}

/** Whether all ways of finding warnings find the same, with the same evidence. */
async function equal(): Promise<void> {
  let count = 0
  print(`${'rule'.padEnd(28)} ${'warnings'.padStart(9)} found alike by`)
  for await (const { rule, statement, evaluator, oracle } of allWays(warehouse, rules, CLOCK)) {
    const ways = { statement, oracle, ...(evaluator === null ? {} : { evaluator }) }
    const unlike = Object.entries(ways).flatMap(([way, said]) => {
      const differing = inOneOnly(said, oracle) + inOneOnly(oracle, said)
      return differing === 0 ? [] : `${way} differs in ${differing}`
    })
    if (unlike.length === 0) count += 1
    const told = [Object.keys(ways).join(', '), ...unlike].join('; ')
    print(`${rule.id.padEnd(28)} ${String(oracle.size).padStart(9)} ${told}`)
  }
  print(`equal warnings with equal evidence: ${count} of ${rules.length} rules`)
  if (count < rules.length) process.exitCode = 1
}

function inOneOnly(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((said) => !other.has(said)).length
}

async function live(): Promise<void> {
  const options = { last, subjects: subjects!, batches: batches!, clock: CLOCK }
  const forty = await measureLive(warehouse, rules, options)
  tell(`live, ${batches} batches that touch 500 subjects, ${rules.length} rules`, forty)
  const [raw, round] = [forty.p95(RAW_FETCH), forty.p95(WHOLE_ROUND)]
  print(`a round beside the raw fetch, processor: ${(round / raw).toFixed(1)} x (aim: 2 x)`)
  const many = fortyRules(MANY_RULES)
  const fewer = { ...options, batches: Math.ceil(batches! / 4) }
  const more = await measureLive(warehouse, many, fewer)
  tell(`live, ${fewer.batches} batches that touch 500 subjects, ${many.length} rules`, more)
  const times = (more.p95(WHOLE_ROUND) / round).toFixed(1)
  print(`${many.length} rules beside ${rules.length}, processor: ${times} x (aim: 2 x)`)
  tell(
    'minutes that pass (aim: 20 ms of the processor)',
    await measureMinutes(warehouse, rules, options),
  )
}

function tell(title: string, measurements: Measurements): void {
  const columns = ['p50', 'p95', 'p50 cpu', 'p95 cpu'].map((column) => column.padStart(9))
  print(`\n${title}\n${''.padEnd(44)} ${columns.join(' ')}`)
  for (const [what, { ms, cpu_ms }] of measurements.entries())
    print(
      `${what.padEnd(44)} ${milliseconds(quantile(ms, 0.5))} ${milliseconds(quantile(ms, 0.95))} ` +
        `${milliseconds(quantile(cpu_ms, 0.5))} ${milliseconds(quantile(cpu_ms, 0.95))}`,
    )
}

interface RuleTime {
  readonly ms: number
  readonly cpu_ms: number
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
    const { ms, cpu_ms, result } = await timed(() => ask(asked, counted))
    times.push({ ms, cpu_ms, rows: result[0]?.rows ?? 0 })
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
