import type { CivilDate } from '#/instant.ts'
import { isInForce, parentOn, type Directory } from '#/organisation/directory.ts'
import { UnitParentRefused } from '#/organisation/errors.ts'

interface Move {
  readonly unit_id: string
  readonly parent: string | null
  readonly from: CivilDate
}

/**
 * Throws UnitParentRefused where the parent is not there on the day, or stands below the unit on
 * that day or on a later one that the directory knows of.
 */
export function assertParent(directory: Directory, { unit_id, parent, from }: Move): void {
  if (parent === null) return
  if (parent === unit_id) throw new UnitParentRefused(`${unit_id} cannot stand below itself`)
  const above = directory.units.get(parent)
  if (above === undefined)
    throw new UnitParentRefused(`the directory has no unit ${parent} to stand above ${unit_id}`)
  if (!isInForce(above, from))
    throw new UnitParentRefused(`${parent} is not there on ${from}, to stand above ${unit_id}`)
  for (const day of daysOfMoves(directory, from)) {
    if (linesAbove(directory, parent, day).includes(unit_id))
      throw new UnitParentRefused(`${parent} stands below ${unit_id} on ${day}`)
  }
}

/** The day, and those later on which some unit moves. */
function daysOfMoves({ units }: Directory, from: CivilDate): ReadonlySet<CivilDate> {
  const days = new Set([from])
  for (const { parents } of units.values())
    for (const move of parents.slice(1)) if (move.from > from) days.add(move.from)
  return days
}

/** A unit and those above it on a day, from below. A unit that was met before ends the line. */
export function linesAbove(
  { units }: Directory,
  unitId: string,
  day: CivilDate,
): readonly string[] {
  const line: string[] = []
  for (let id: string | null = unitId; id !== null && !line.includes(id);) {
    line.push(id)
    const unit = units.get(id)
    id = unit === undefined ? null : parentOn(unit, day)
  }
  return line
}
