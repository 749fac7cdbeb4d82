import { historyBySubject, keyRanges } from '@jianwei/projections/backtest/history-by-subject.ts'
import {
  HISTORY_VERSIONS_MAX,
  historyInProcess,
  isInProcess,
  RANGE_FACTS,
  type HistoryPass,
} from '@jianwei/projections/backtest/history-in-process.ts'
import { subjectThreads } from '@jianwei/services/backtest/pass-threads.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import type { ColumnField } from '@jianwei/projections/rules/facts/fields/field-column.ts'
import { watchedTypes, type FactRule, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { availableParallelism } from 'node:os'
import { timed } from './measure.ts'

export interface HistoryAsked {
  readonly rules: readonly Rule[]
  readonly events: number
  readonly clock: Instant
}

interface RuleHistory {
  readonly ms: number
  readonly cpu_ms: number
  /** By rule id: warnings, or intervals of the ledger. */
  readonly found: ReadonlyMap<string, number>
}

/** What the process finds over all of history, in milliseconds of processor. */
export interface MeasuredHistory {
  /** One pass that streams the facts and decodes them, and does nothing with them. */
  readonly raw_ms: number
  readonly truth: RuleHistory
  readonly ledger: RuleHistory
}

const options = { purpose: 'bench:history', lane: 'rules' } as const
const known = { by: 'platform' } as const
const threads = subjectThreads(availableParallelism())

export async function measureHistory(
  warehouse: Warehouse,
  asked: HistoryAsked,
): Promise<MeasuredHistory> {
  const rules = asked.rules.filter(isInProcess)
  const types = [...new Set(rules.flatMap(watchedTypes))]
  const raw = await timed(() => onlyRead(warehouse, types, fieldsAskedBy(rules), asked.events))
  const find = async (ledger: boolean): Promise<RuleHistory> => {
    const standing_at = ledger ? null : asked.clock
    const pass = { rules, known, stated: NOTHING_STATED, ledger, standing_at, options, threads }
    const { ms, cpu_ms, result } = await timed(() => counts(warehouse, pass, asked.events))
    return { ms, cpu_ms, found: result }
  }
  return { raw_ms: raw.cpu_ms, truth: await find(false), ledger: await find(true) }
}

async function onlyRead(
  warehouse: Warehouse,
  types: readonly string[],
  fields: readonly ColumnField[],
  events: number,
): Promise<void> {
  const history = { known, types, fields, versions_max: HISTORY_VERSIONS_MAX }
  for (const range of keyRanges(Math.ceil(events / RANGE_FACTS)))
    for await (const _ of historyBySubject(warehouse, history, range, options));
}

async function counts(
  warehouse: Warehouse,
  pass: HistoryPass,
  events: number,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for await (const { findings, left } of historyInProcess(warehouse, pass, events)) {
    if (left.length > 0) throw new Error('the generated subjects are small enough for the process')
    for (const { rule, ledger, standing } of findings)
      add(found, rule, ledger.length + standing.length)
  }
  return found
}

function add(found: Map<string, number>, { id }: FactRule, more: number): void {
  found.set(id, (found.get(id) ?? 0) + more)
}
