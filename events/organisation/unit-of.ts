import { regionPrefix } from '#/identifiers/region-code.ts'
import { isRegionCode, regionContains, type RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import { isInForce, SUCCESSIONS_MAX, type Directory, type Unit } from '#/organisation/directory.ts'
import type { Spelling } from '#/organisation/events.ts'

/** Whom a fact names: its department, to the letter, where it happened and on which day. */
export interface NamedUnit {
  readonly spelling: string | null
  /** Null where the fact says no place: then the spellings of every region are looked at. */
  readonly region: string | null
  readonly at: CivilDate
}

/** How a name came to mean a unit. */
export type NamedBy =
  /** It bore the name on that day. */
  | 'own'
  /** The name is one of before, and who bore it was succeeded. */
  | 'succession'
  /** The name is one of later: whoever entered the fact used it already. */
  | 'early'

/**
 * Why a name means no unit. `elsewhere`: it is known, and not in that region. `ended`: nobody bears
 * it any more, or who did was dissolved.
 */
export const UNRESOLVED_REASONS = [
  'not_named',
  'unknown',
  'elsewhere',
  'ended',
  'ambiguous',
] as const
export type UnresolvedReason = (typeof UNRESOLVED_REASONS)[number]

export type UnitOf =
  | {
      readonly unit_id: string
      readonly named_by: NamedBy
      /** The unit of that day, or who has its work on the day that is asked about. */
      readonly standing: string
    }
  | { readonly unit_id: null; readonly reason: UnresolvedReason }

/**
 * Which unit a fact means, by a directory as it is known, and who stands for that unit on the day
 * `asOf`. Of several units that bear the name, the one that bears it on that day goes before one
 * that bore it earlier, and that before one that bears it later; then the narrowest region; then
 * the nearest day. A merger is followed, whoever merged; what happened before a split stays with
 * the unit that was split.
 */
export function unitOf(directory: Directory, named: NamedUnit, asOf = named.at): UnitOf {
  if (named.spelling === null) return { unit_id: null, reason: 'not_named' }
  const borne = spellingsOf(directory).get(named.spelling)
  if (borne === undefined) return { unit_id: null, reason: 'unknown' }
  const here = borne.filter(({ spelling }) => isMeantIn(spelling.region, named.region))
  if (here.length === 0) return { unit_id: null, reason: 'elsewhere' }
  const ranked = here.map((one) => ranking(one, named))
  const best = ranked.reduce((a, b) => (compare(b, a) < 0 ? b : a))
  const bearers = ranked.filter((one) => compare(one, best) === 0)
  const units = new Set(bearers.map((one) => meant(directory, one, named.at)))
  if (units.size > 1) return { unit_id: null, reason: 'ambiguous' }
  const [unit_id] = units
  if (unit_id === undefined || unit_id === null) return { unit_id: null, reason: 'ended' }
  const standing = standingFor(directory, unit_id, { after: named.at, as_of: asOf })
  return { unit_id, named_by: NAMED_BY[best.rank], standing }
}

/**
 * Who stands for a unit on a day: through mergers, up to one that was split. A log that says that
 * units took over from each other in a circle does not keep anybody going round.
 */
export function standingFor(
  { units }: Directory,
  unitId: string,
  days: { readonly after: CivilDate; readonly as_of: CivilDate },
): string {
  let id = unitId
  for (let followed = 0; followed <= SUCCESSIONS_MAX; followed += 1) {
    const end = units.get(id)?.end
    if (end?.kind !== 'succeeded' || end.successors.length > 1) return id
    if (end.on <= days.after || end.on > days.as_of) return id
    id = end.work_goes_to
  }
  return id
}

/** Who has the work of a unit on a day: null where it was dissolved. A circle ends as above. */
export function followed({ units }: Directory, unit: Unit, at: CivilDate): string | null {
  let present: Unit | undefined = unit
  for (let followed = 0; followed <= SUCCESSIONS_MAX; followed += 1) {
    if (present?.end == null || present.end.on > at) break
    if (present.end.kind === 'dissolved') return null
    present = units.get(present.end.work_goes_to)
  }
  return present?.unit_id ?? null
}

interface Borne {
  readonly unit: Unit
  readonly spelling: Spelling
}

const NAMED_BY = ['own', 'succession', 'early'] as const

interface Ranked extends Borne {
  readonly rank: 0 | 1 | 2
  /** Digits of the region, where the fact says one; more is narrower. */
  readonly narrow: number
  /** The day by which the nearest is told: the latest of before, the earliest of after. */
  readonly day: string
}

function ranking({ unit, spelling }: Borne, { at, region }: NamedUnit): Ranked {
  const from = startOf(unit, spelling)
  const isOwn =
    isInForce(unit, at) && from <= at && (spelling.valid_to === null || at < spelling.valid_to)
  const rank = isOwn ? 0 : from <= at ? 1 : 2
  return {
    unit,
    spelling,
    rank,
    narrow: region === null ? 0 : narrowness(spelling.region),
    // One that bears the name has no need of a day.
    day: rank === 0 ? '' : from,
  }
}

function startOf(unit: Unit, { valid_from }: Spelling): string {
  return valid_from !== null && valid_from > unit.valid_from ? valid_from : unit.valid_from
}

/** Null where the name was said to end, or the unit was dissolved. */
function meant(directory: Directory, { unit, spelling }: Borne, at: CivilDate): string | null {
  if (spelling.valid_to !== null && spelling.valid_to <= at) return null
  return followed(directory, unit, at)
}

/** Negative where the first goes before. */
function compare(one: Ranked, other: Ranked): number {
  if (one.rank !== other.rank) return one.rank - other.rank
  if (one.narrow !== other.narrow) return other.narrow - one.narrow
  if (one.day === other.day) return 0
  return one.day < other.day === (one.rank === 2) ? -1 : 1
}

function isMeantIn(spelt: RegionId | null, fact: string | null): boolean {
  // Envelopes hold regions that were parsed when they were written.
  return spelt === null || fact === null || regionContains(spelt, fact as RegionId)
}

/** How narrow the region of a spelling is, as a number of digits; everywhere is -1. */
export function narrowness(region: RegionId | null): number {
  if (region === null) return -1
  return isRegionCode(region) ? regionPrefix(region).length : OTHER_NUMBERING
}

/** A place in another numbering, which contains itself only, is narrower than any code. */
const OTHER_NUMBERING = 99

const indexes = new WeakMap<Directory, ReadonlyMap<string, readonly Borne[]>>()

function spellingsOf(directory: Directory): ReadonlyMap<string, readonly Borne[]> {
  const known = indexes.get(directory)
  if (known !== undefined) return known
  const index = new Map<string, Borne[]>()
  for (const unit of directory.units.values()) {
    for (const spelling of unit.spellings) {
      const borne = index.get(spelling.spelling)
      if (borne === undefined) index.set(spelling.spelling, [{ unit, spelling }])
      else borne.push({ unit, spelling })
    }
  }
  indexes.set(directory, index)
  return index
}
