import type { RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { regionPrefix } from '@jianwei/events/identifiers/region-code.ts'
import { isRegionCode, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { OrganisationEvent, Spelling } from '@jianwei/events/organisation/events.ts'
import { narrowness } from '@jianwei/events/organisation/unit-of.ts'
import { jsonText } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** How events name units. The table is in `table.sql`. */
export const unitSpellingsProjection = defineProjection({
  name: 'unit-spellings',
  version: 1,
  table: 'unit_spellings_v1',
  columns: [
    'position',
    'unit_id',
    'spelling',
    'region',
    'prefix',
    'narrow',
    'valid_from',
    'valid_to',
    'is_removed',
  ],
  events: ['UnitRegistered', 'UnitSpellingAdded', 'UnitSpellingRemoved'],
  rows: (event) => {
    // The catalogue parsed the data as that of the type.
    const said = event as unknown as OrganisationEvent & { readonly position: number }
    const at = (unitId: string): string => `${event.position},${jsonText(unitId)}`
    switch (said.type) {
      case 'UnitRegistered': {
        const { unit_id, spellings } = said.data
        return spellings.map((one) => `[${at(unit_id)},${columns(one)},0]\n`).join('')
      }
      case 'UnitSpellingAdded':
        return `[${at(said.data.unit_id)},${columns(said.data)},0]\n`
      case 'UnitSpellingRemoved': {
        const gone = { ...said.data, valid_from: null, valid_to: null }
        return `[${at(said.data.unit_id)},${columns(gone)},1]\n`
      }
      case 'UnitRenamed':
      case 'UnitMoved':
      case 'UnitSucceeded':
      case 'UnitDissolved':
      case 'UnitReinstated':
      case 'UnitCorrected':
      case 'GridCellDefined':
      case 'GridCellChanged':
        return ''
    }
  },
})

function columns({ spelling, region, valid_from, valid_to }: Spelling): string {
  const texts = [spelling, region ?? '', prefixOf(region)].map(jsonText).join(',')
  return `${texts},${narrowness(region)},"${valid_from ?? ''}","${valid_to ?? '~'}"`
}

/** What a region in it begins with; of a place in another numbering nothing else is in it. */
function prefixOf(region: RegionId | null): string {
  return region === null || !isRegionCode(region) ? '' : regionPrefix(region satisfies RegionCode)
}
