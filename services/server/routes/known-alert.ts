import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import { alertById } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { RequestRefused } from '#/http/problem.ts'

/** The alert as the warehouse shows it to who asks. Throws RequestRefused where it shows none. */
export async function knownAlert(asking: Warehouse, alertId: string): Promise<AlertRow> {
  const alert = await alertById(asking, alertId)
  if (alert === undefined) throw unknownAlert()
  return alert
}

export function unknownAlert(): RequestRefused {
  return new RequestRefused('ALERT_UNKNOWN', 'no alert has this id')
}
