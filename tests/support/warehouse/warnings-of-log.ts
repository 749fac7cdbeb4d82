import { expect } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { warningIdOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { ComputedWarning } from '@jianwei/projections/rules/statements/warning-sql.ts'

/** By warning id, the ids of its evidence in the order of the ids. */
type StandingWarnings = ReadonlyMap<string, string>

interface Boundary {
  readonly position: Position
  readonly clock: Instant
}

/**
 * Those that stand by the log are those that one backtest over everything finds. A warning that
 * stands keeps the evidence it was raised with, so where later facts have changed it, it is
 * compared with a backtest at the boundary that the warning names. Gives how many stand.
 */
export async function expectWarningsOfBacktest(
  warehouse: Warehouse,
  rules: readonly Rule[],
  events: readonly RecordedEvent[],
  boundary: Boundary,
): Promise<number> {
  const ledger = standingIn(events)
  const found = await backtest(warehouse, rules, boundary)
  expect([...ledger.keys()].toSorted()).toEqual([...found.keys()])
  for (const [id, { evidence, seen }] of ledger) {
    if (evidence === found.get(id)) continue
    const atRaising = await backtest(warehouse, rules, seen)
    expect(evidence, `evidence of ${id} at ${seen.position}`).toBe(atRaising.get(id))
  }
  return ledger.size
}

interface StandingWarning {
  readonly evidence: string
  readonly seen: Boundary
}

function standingIn(events: readonly RecordedEvent[]): ReadonlyMap<string, StandingWarning> {
  const standing = new Map<string, StandingWarning>()
  for (const { type, data } of events) {
    if (type === 'WarningWithdrawn') standing.delete(String(data['warning_id']))
    if (type !== 'WarningRaised') continue
    // Events were parsed as warnings when they were read.
    const { warning_id, evidence, seen_position, clock } = data as unknown as WarningData
    standing.set(warning_id, {
      evidence: evidenceText(evidence),
      seen: { position: seen_position, clock },
    })
  }
  return standing
}

interface WarningData {
  readonly warning_id: string
  readonly evidence: readonly string[]
  readonly seen_position: Position
  readonly clock: Instant
}

/** What one evaluation over everything up to the boundary says. */
async function backtest(
  warehouse: Warehouse,
  rules: readonly Rule[],
  boundary: Boundary,
): Promise<StandingWarnings> {
  const found = new Map<string, string>()
  const stated = await everStated(warehouse)
  for (const rule of rules) {
    const sql = warningsSql(rule, {
      scope: { of: 'everything' },
      known: { by: 'platform', until: { by: 'platform', position: boundary.position } },
      clock: boundary.clock,
      ...stated,
    })
    for (const row of await warehouse.query<ComputedWarning>(sql, {
      purpose: `test:backtest:${rule.id}`,
      lane: 'rules',
    }))
      found.set(warningIdOf(rule, row.subject_id, row.anchor), evidenceText(row.evidence))
  }
  return sorted(found)
}

function evidenceText(evidence: readonly string[]): string {
  return evidence.toSorted().join(' ')
}

function sorted(warnings: ReadonlyMap<string, string>): StandingWarnings {
  return new Map([...warnings].sort(([one], [other]) => (one < other ? -1 : 1)))
}
