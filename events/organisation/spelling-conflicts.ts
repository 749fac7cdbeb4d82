import type { CivilDate } from '#/instant.ts'
import type { Directory, Unit } from '#/organisation/directory.ts'
import { SpellingTaken } from '#/organisation/errors.ts'
import type { Spelling } from '#/organisation/events.ts'

const FIRST_DAY = '0000-01-01'
const NO_LAST_DAY = '9999-12-31'

/** From a day on, up to another without it. */
interface Days {
  readonly from: string
  readonly to: string
}

/** When a unit is named so: while it is there, and the spelling holds. */
function daysOfSpelling(unit: Unit, spelling: Spelling): Days {
  return {
    from: later(unit.valid_from, spelling.valid_from),
    to: earlier(unit.end?.on ?? null, spelling.valid_to),
  }
}

/**
 * Throws SpellingTaken where another unit is named by one of the spellings in the same region on
 * one of the same days.
 */
export function assertSpellings({ units }: Directory, unit: Unit): void {
  const own = new Map<string, Spelling[]>()
  for (const spelling of unit.spellings)
    own.set(spelling.spelling, [...(own.get(spelling.spelling) ?? []), spelling])
  for (const other of units.values()) {
    if (other.unit_id === unit.unit_id) continue
    for (const theirs of other.spellings) {
      for (const ours of own.get(theirs.spelling) ?? []) {
        if (ours.region !== theirs.region) continue
        if (overlap(daysOfSpelling(unit, ours), daysOfSpelling(other, theirs)))
          throw new SpellingTaken(ours.spelling, { by: other.unit_id, region: ours.region })
      }
    }
  }
}

function overlap(one: Days, other: Days): boolean {
  return laterOf(one.from, other.from) < earlierOf(one.to, other.to)
}

function later(day: CivilDate, other: CivilDate | null): string {
  return laterOf(day, other ?? FIRST_DAY)
}

function earlier(day: CivilDate | null, other: CivilDate | null): string {
  return earlierOf(day ?? NO_LAST_DAY, other ?? NO_LAST_DAY)
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other
}

function earlierOf(one: string, other: string): string {
  return one < other ? one : other
}
