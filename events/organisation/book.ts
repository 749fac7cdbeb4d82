import type { CivilDate } from '#/instant.ts'
import { directoryAfter, EMPTY_DIRECTORY, type Directory } from '#/organisation/directory.ts'
import type { OrganisationEvent } from '#/organisation/events.ts'
import { unitOf, type UnitOf } from '#/organisation/unit-of.ts'

/** What was said of the directory, and where in the log. */
export type BookedEvent = OrganisationEvent & { readonly position: number }

/** All that was ever said of the directory, in the order of the log. */
export class OrganisationBook {
  readonly events: readonly BookedEvent[]
  #known: { readonly events: number; readonly directory: Directory } | undefined

  constructor(events: readonly BookedEvent[]) {
    this.events = events
  }

  /** The directory as it is known at a position of the log, that one included. */
  asKnown(position: number): Directory {
    const next = this.events.findIndex((event) => event.position > position)
    const events = next === -1 ? this.events.length : next
    if (this.#known?.events !== events) {
      const directory = directoryAfter(this.events.slice(0, events), EMPTY_DIRECTORY)
      this.#known = { events, directory }
    }
    return this.#known.directory
  }

  /**
   * Which unit a name meant on a day in a region, as the directory is known at a position, and who
   * stands for it on the day `as_of` (the same day, where none is given).
   */
  unitOf(
    spelling: string | null,
    region: string | null,
    at: CivilDate,
    knownAt: number,
    as_of: CivilDate = at,
  ): UnitOf {
    return unitOf(this.asKnown(knownAt), { spelling, region, at }, as_of)
  }
}
