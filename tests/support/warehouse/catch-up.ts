import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { project } from '#/support/warehouse/warehouse-in-folder.ts'

/** Up to where each warehouse has caught up. */
const reached = new WeakMap<Warehouse, number>()

/** Projects what came into the log since the last time, and gives it. */
export async function catchUp(
  warehouse: Warehouse,
  log: EventLog,
): Promise<readonly RecordedEvent[]> {
  const after = reached.get(warehouse) ?? 0
  const fresh = (await eventsOf(log)).filter(({ position }) => position > after)
  if (fresh.length > 0) await project(warehouse, fresh)
  reached.set(warehouse, fresh.at(-1)?.position ?? after)
  return fresh
}
