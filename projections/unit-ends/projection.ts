import type { OrganisationEvent } from '@jianwei/events/organisation/events.ts'
import { jsonText } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** When units begin and end. The table is in `table.sql`. */
export const unitEndsProjection = defineProjection({
  name: 'unit-ends',
  version: 1,
  table: 'unit_ends_v1',
  columns: ['position', 'unit_id', 'kind', 'begins', 'ends', 'heir', 'is_split'],
  events: ['UnitRegistered', 'UnitSucceeded', 'UnitDissolved', 'UnitReinstated', 'UnitCorrected'],
  rows: (event) => {
    // The catalogue parsed the data as that of the type.
    const said = event as unknown as OrganisationEvent & { readonly position: number }
    const row = (unitId: string, kind: string, { begins = '', ends = '~', heir = '', split = 0 }) =>
      `[${event.position},${jsonText(unitId)},"${kind}","${begins}","${ends}",` +
      `${jsonText(heir)},${split}]\n`
    switch (said.type) {
      case 'UnitRegistered': {
        const { unit_id, valid_from, valid_to } = said.data
        return row(unit_id, 'begin and end', { begins: valid_from, ends: valid_to ?? '~' })
      }
      case 'UnitCorrected':
        return row(said.data.unit_id, 'begin', { begins: said.data.valid_from })
      case 'UnitSucceeded': {
        const { unit_id, from, work_goes_to, successors } = said.data
        const split = successors.length > 1 ? 1 : 0
        return row(unit_id, 'end', { ends: from, heir: work_goes_to, split })
      }
      case 'UnitDissolved':
        return row(said.data.unit_id, 'end', { ends: said.data.from })
      case 'UnitReinstated':
        return row(said.data.unit_id, 'end', {})
      case 'UnitRenamed':
      case 'UnitMoved':
      case 'UnitSpellingAdded':
      case 'UnitSpellingRemoved':
      case 'GridCellDefined':
      case 'GridCellChanged':
        return ''
    }
  },
})
