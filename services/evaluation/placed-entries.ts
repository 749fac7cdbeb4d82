import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { factRegions } from '@jianwei/projections/evaluation/fact-regions.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { isGroupId, regionOfGroup } from '@jianwei/projections/rules/facts/groups/group-text.ts'

/**
 * The entries of a ledger where they lie: where their newest fact does, as known at the boundary;
 * those of a group only where all of its facts do. It decides who sees the warning.
 */
export async function placedEntries(
  warehouse: Warehouse,
  appends: readonly StreamAppend[],
  position: number,
): Promise<readonly StreamAppend[]> {
  const entries = appends.flatMap(({ events }) => events)
  const facts = entries.flatMap((entry) => {
    const fact_id = newestEvidence(entry)
    return fact_id === undefined || isGroupId(entry.subject_id)
      ? []
      : [{ subject_id: entry.subject_id, fact_id }]
  })
  const regions = await factRegions(warehouse, facts, position)
  const placed = (entry: NewEvent): NewEvent => ({
    ...entry,
    region: isGroupId(entry.subject_id)
      ? regionOfGroup(entry.subject_id)
      : (regions.get(newestEvidence(entry) ?? '') ?? null),
  })
  return appends.map((append) => ({ ...append, events: append.events.map(placed) }))
}

/** The ledger wrote the facts of an entry in the order in which they happened. */
function newestEvidence({ data }: NewEvent): string | undefined {
  return (data['evidence'] as readonly string[]).at(-1)
}
