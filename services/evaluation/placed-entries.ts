import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { factRegions } from '@jianwei/projections/evaluation/fact-regions.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { isGroupId, regionBySubject } from '@jianwei/projections/rules/facts/groups/group-text.ts'

/**
 * The entries of a ledger where they lie: where their newest fact does, as known at the boundary;
 * those of a group only where all of its facts do. It decides who sees the warning. The ledger
 * names the newest fact as the cause of each entry.
 */
export async function placedEntries(
  warehouse: Warehouse,
  appends: readonly StreamAppend[],
  position: number,
): Promise<readonly StreamAppend[]> {
  const entries = appends.flatMap(({ events }) => events)
  const facts = entries.flatMap((entry) => {
    const { subject_id, causation_id } = entry
    return causation_id === null || isGroupId(subject_id)
      ? []
      : [{ subject_id, fact_id: causation_id }]
  })
  const regions = await factRegions(warehouse, facts, position)
  const placed = (entry: NewEvent): NewEvent => ({
    ...entry,
    region: regionBySubject(entry.subject_id, regions.get(entry.causation_id ?? '') ?? null),
  })
  return appends.map((append) => ({ ...append, events: append.events.map(placed) }))
}
