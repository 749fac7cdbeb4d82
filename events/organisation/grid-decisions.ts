import { regionContains } from '#/identifiers/region-id.ts'
import { gridRegion } from '#/identifiers/grid-region.ts'
import type { CivilDate } from '#/instant.ts'
import { cellOn, isInForce, type Directory } from '#/organisation/directory.ts'
import { GridCellRefused, GridCellUnknown } from '#/organisation/errors.ts'
import type {
  GridCellChanged as Changed,
  GridCellDefined as Defined,
  OrganisationEvent,
} from '#/organisation/events.ts'

/** A cell that is there already with the same content is nothing new. */
export function defineCell(data: Defined, directory: Directory): readonly OrganisationEvent[] {
  const { cell_code, valid_from, valid_to } = data
  const known = directory.cells.get(cell_code)
  if (known !== undefined) {
    const first = known.periods[0]
    const isSame = first !== undefined && first.from === valid_from && says(first, data)
    if (isSame && known.periods.length === 1 && known.valid_to === valid_to) return []
    throw new GridCellRefused(`the cell ${cell_code} is defined; change it from a day on`)
  }
  assertCell(data, valid_from, directory)
  return [{ type: 'GridCellDefined', data }]
}

/** Also ends a cell, or gives one that ended another end. */
export function changeCell(data: Changed, directory: Directory): readonly OrganisationEvent[] {
  const { cell_code, from, valid_to } = data
  const cell = directory.cells.get(cell_code)
  if (cell === undefined) throw new GridCellUnknown(cell_code)
  const last = cell.periods.at(-1)
  if (last !== undefined && from < last.from)
    throw new GridCellRefused(`what holds of the cell ${cell_code} was said from ${last.from} on`)
  const before = cellOn(cell, from)
  if (before !== undefined && says(before, data) && cell.valid_to === valid_to) return []
  assertCell(data, from, directory)
  return [{ type: 'GridCellChanged', data }]
}

function says(
  period: { readonly name: string; readonly region: string; readonly unit_id: string | null },
  { name, region, unit_id }: Defined | Changed,
): boolean {
  return period.name === name && period.region === region && period.unit_id === unit_id
}

function assertCell(data: Defined | Changed, from: CivilDate, { units }: Directory): void {
  const { cell_code, region, unit_id, valid_to } = data
  if (!regionContains(region, gridRegion(cell_code)))
    throw new GridCellRefused(`the code of the cell ${cell_code} does not begin with ${region}`)
  if (valid_to !== null && valid_to <= from)
    throw new GridCellRefused(`the cell ${cell_code} would end on ${valid_to}, before ${from}`)
  if (unit_id === null) return
  const unit = units.get(unit_id)
  if (unit === undefined) throw new GridCellRefused(`the directory has no unit ${unit_id}`)
  if (!isInForce(unit, from)) throw new GridCellRefused(`${unit_id} is not there on ${from}`)
}
