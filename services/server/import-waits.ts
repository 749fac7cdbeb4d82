import { importHolds, type ImportHold } from '@jianwei/projections/imports/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsWithoutAlert } from '@jianwei/projections/warnings/without-alert.ts'
import { rulesInForce, type RuleShelf } from '#/rule-book.ts'

/** What waits for imports that are under way. */
export interface ImportWaits {
  readonly holds: readonly ImportHold[]
  /** How many warnings wait, by source. */
  readonly warnings: ReadonlyMap<string, number>
}

/** Cheap while no import is under way, which is nearly always. */
export async function importWaits(warehouse: Warehouse, rules: RuleShelf): Promise<ImportWaits> {
  const holds = await importHolds(warehouse)
  const warnings = new Map<string, number>()
  if (holds.length === 0) return { holds, warnings }
  const ages = rulesInForce(await rules.current()).ever_published
  const held = [...new Set(holds.flatMap(({ of_sources }) => of_sources))]
  for (const { source, waiting } of await warningsWithoutAlert(warehouse, { ages, held, of: 'held' })) {
    warnings.set(source, (warnings.get(source) ?? 0) + waiting)
  }
  return { holds, warnings }
}
