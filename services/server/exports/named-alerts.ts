import type { ExportStarted } from '@jianwei/events/export/events.ts'
import type { PlacedAlert } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectNames } from '@jianwei/projections/subjects/queries.ts'
import { maskedColumn } from '#/access/masking.ts'
import { shownKinds, type Asker } from '#/access/shown-kinds.ts'

/** An alert of a list, with what its subject is called for who asks. */
export interface NamedAlert extends PlacedAlert {
  /** Null where no fact says it. */
  readonly subject_name: string | null
  readonly subject_name_masked: boolean
}

/** The rows with the names of their subjects, masked where these are persons. */
export async function namedAlerts(
  asking: Warehouse,
  rows: readonly PlacedAlert[],
  asker: Asker,
): Promise<readonly NamedAlert[]> {
  const names = await subjectNames(asking, [...new Set(rows.map(({ subject_id }) => subject_id))])
  return rows.map((row) => {
    const { subject_id, region, department } = row
    const known = names.get(subject_id)
    const whose = { subject_id, subject_type: known?.subject_type ?? null, region, department }
    const { value, masked } = maskedColumn('party', known?.name ?? null, whose, asker)
    return { ...row, subject_name: value, subject_name_masked: masked }
  })
}

/** For the record of an export: columns that are masked, and whether a person may be in clear. */
export function personsShown(asker: Asker): Pick<ExportStarted, 'masked' | 'personal'> {
  const personal = shownKinds(asker, {}).has('party')
  return { masked: personal ? [] : ['subject_name'], personal }
}
