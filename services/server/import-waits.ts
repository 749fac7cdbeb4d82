import { importHolds, type ImportHold } from '@jianwei/projections/imports/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  warningsWithoutAlert,
  type WithoutAlert,
} from '@jianwei/projections/warnings/without-alert.ts'
import { rulesInForce, type RuleRegistry } from '#/rules/rule-book.ts'

/** What waits for imports that are under way. */
export interface ImportWaits {
  readonly holds: readonly ImportHold[]
  /** By rule and source. */
  readonly warnings: readonly WithoutAlert[]
}

/** Cheap while no import is under way, which is nearly always. */
export async function importWaits(warehouse: Warehouse, rules: RuleRegistry): Promise<ImportWaits> {
  const holds = await importHolds(warehouse)
  if (holds.length === 0) return { holds, warnings: [] }
  const ages = rulesInForce(await rules.current()).ever_published
  const held = [...new Set(holds.flatMap(({ of_sources }) => of_sources))]
  return { holds, warnings: await warningsWithoutAlert(warehouse, { ages, held, of: 'held' }) }
}

/** How many warnings wait, among those that are asked for. */
export function waitingIn(
  { warnings }: ImportWaits,
  isAsked: (row: WithoutAlert) => boolean,
): number {
  return warnings.filter(isAsked).reduce((sum, { waiting }) => sum + waiting, 0)
}
