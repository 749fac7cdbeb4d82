import { gridCellOf } from '#/identifiers/grid-region.ts'
import { regionContains, type RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import { cellOn, isInForce, type Directory } from '#/organisation/directory.ts'
import { followed } from '#/organisation/unit-of.ts'
import type { RoutingRow, RoutingTablePublished } from '#/routing/events.ts'
import type { RiskLevel } from '#/warning/events.ts'

/** What routing looks at in an alert. */
export interface RoutedAlert {
  /** Null where nobody said where it lies: then no row with a region is about it. */
  readonly region: string | null
  /** Of its rule; null where the rule names none, or is not known. */
  readonly domain: string | null
  /** Null where somebody entered a tip. */
  readonly rule_id: string | null
  readonly level: RiskLevel
}

/** What a reason says where the default decided. */
export const NO_ROW = 'no row decides'

/** Where an alert goes, and why. */
export interface Route {
  readonly unit: string
  /** From 1 on; null where no row decided, and the default did. */
  readonly row: number | null
  /** In words, for people. */
  readonly why: string
}

export type RoutingRules = Pick<RoutingTablePublished, 'rows' | 'default_unit'>

/**
 * The first row that holds decides. A unit that has ended by the day is followed to whoever has its
 * work; where nobody has, the row is passed over. The default is followed in the same way, and
 * stays itself where nobody has its work.
 */
export function routeOf(
  table: RoutingRules,
  alert: RoutedAlert,
  { directory, day }: { readonly directory: Directory; readonly day: CivilDate },
): Route {
  const passed: string[] = []
  for (const [index, row] of table.rows.entries()) {
    const number = index + 1
    if (!holds(row, alert)) continue
    const named = row.unit ?? cellUnit(directory, alert.region, day)
    if (named === null) continue
    const unit = standing(directory, named, day)
    if (unit === null) {
      passed.push(`row ${number} names ${named}, which is not there`)
      continue
    }
    const of = row.unit === null ? `${conditions(row)}, the unit of the cell` : conditions(row)
    return { unit, row: number, why: words(`row ${number}: ${of}`, named, unit, passed) }
  }
  const unit = standing(directory, table.default_unit, day) ?? table.default_unit
  return { unit, row: null, why: words(NO_ROW, table.default_unit, unit, passed) }
}

function holds({ region, domain, rule_id, levels }: RoutingRow, alert: RoutedAlert): boolean {
  return (
    (region === null || isIn(region, alert.region)) &&
    (domain === null || domain === alert.domain) &&
    (rule_id === null || rule_id === alert.rule_id) &&
    (levels === null || levels.includes(alert.level))
  )
}

function isIn(region: RegionId, of: string | null): boolean {
  // Envelopes hold regions that were parsed when they were written.
  return of !== null && regionContains(region, of as RegionId)
}

function cellUnit(directory: Directory, region: string | null, day: CivilDate): string | null {
  const cell = directory.cells.get((region === null ? undefined : gridCellOf(region)) ?? '')
  return cell === undefined ? null : (cellOn(cell, day)?.unit_id ?? null)
}

/** Null where the directory does not know it, or nobody has its work. */
function standing(directory: Directory, unitId: string, day: CivilDate): string | null {
  const unit = directory.units.get(unitId)
  if (unit === undefined) return null
  const heir = directory.units.get(followed(directory, unit, day) ?? '')
  return heir !== undefined && isInForce(heir, day) ? heir.unit_id : null
}

function conditions({ region, domain, rule_id, levels }: RoutingRow): string {
  const parts = [
    ...(region === null ? [] : [`region ${region}`]),
    ...(domain === null ? [] : [`domain ${domain}`]),
    ...(rule_id === null ? [] : [`rule ${rule_id}`]),
    ...(levels === null ? [] : [`level ${levels.join(' or ')}`]),
  ]
  return parts.length === 0 ? 'every alert' : parts.join(', ')
}

function words(why: string, named: string, unit: string, passed: readonly string[]): string {
  const followedTo = named === unit ? [] : [`${named} was succeeded by ${unit}`]
  return [why, ...followedTo, ...passed].join('; ')
}
