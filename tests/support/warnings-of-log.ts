import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import { warningIdOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'

/** By warning id, the ids of its evidence in the order of the ids. */
export type StandingWarnings = ReadonlyMap<string, string>

/** What the ledger in the log says: raised and not withdrawn. */
export async function ledgerOf(log: EventLog): Promise<StandingWarnings> {
  const standing = new Map<string, string>()
  const { signal } = new AbortController()
  for await (const { events } of log.follow('start', { signal, batch_events_max: 5_000, until: 'head' })) {
    for (const { type, data } of events) {
      if (type === 'WarningRaised') standing.set(String(data['warning_id']), evidenceText(data['evidence']))
      if (type === 'WarningWithdrawn') standing.delete(String(data['warning_id']))
    }
  }
  return sorted(standing)
}

/** What one evaluation over everything up to the boundary says. */
export async function backtest(
  warehouse: Warehouse,
  rules: readonly Rule[],
  boundary: { readonly position: Position; readonly clock: Instant },
): Promise<StandingWarnings> {
  const found = new Map<string, string>()
  for (const rule of rules) {
    const sql = warningsSql(rule, {
      scope: { of: 'everything' },
      known: { by: 'platform', until: { by: 'platform', position: boundary.position } },
      clock: boundary.clock,
    })
    for (const row of await warehouse.query<WarningRow>(sql, { purpose: `test:backtest:${rule.id}`, lane: 'rules' }))
      found.set(warningIdOf(rule, row.subject_id, row.anchor), evidenceText(row.evidence))
  }
  return sorted(found)
}

function evidenceText(evidence: unknown): string {
  // An event's data were parsed as a warning's, and a row's are the engine's array.
  return [...(evidence as readonly string[])].sort().join(' ')
}

function sorted(warnings: ReadonlyMap<string, string>): StandingWarnings {
  return new Map([...warnings].sort(([one], [other]) => (one < other ? -1 : 1)))
}
