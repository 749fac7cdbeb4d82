import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { OrganisationBook } from '@jianwei/events/organisation/book.ts'
import type { Directory } from '@jianwei/events/organisation/directory.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  directoryEvents,
  type DirectoryEvent,
} from '@jianwei/projections/units/directory-events.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** The directory as it was known at a time, and what was said of it until then. */
export interface KnownDirectory {
  readonly directory: Directory
  readonly steps: readonly DirectoryEvent[]
}

/** Reads the directory from the log, by way of the warehouse: each event once. */
export class DirectoryReader {
  readonly #warehouse: Warehouse
  #events: readonly DirectoryEvent[] = []
  #book = new OrganisationBook([])
  readonly #turns = new Turns()

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse
  }

  /** As the warehouse holds it now, or as it was known at a time. */
  async known(at?: Instant): Promise<KnownDirectory> {
    const events = await this.#read()
    const steps = at === undefined ? events : events.filter(({ recorded_at }) => recorded_at <= at)
    const known = steps.at(-1)?.position ?? (0 as Position)
    return { directory: this.#book.asKnown(known), steps }
  }

  /** As it was known at a position of the log. */
  async knownUpTo(position: number): Promise<Directory> {
    await this.#read()
    return this.#book.asKnown(position)
  }

  /** One after another, so that no event is taken twice. */
  #read(): Promise<readonly DirectoryEvent[]> {
    return this.#turns.take(async () => {
      const after = this.#events.at(-1)?.position ?? (0 as Position)
      const more = await directoryEvents(this.#warehouse, { after })
      if (more.length > 0) {
        this.#events = [...this.#events, ...more]
        this.#book = new OrganisationBook(this.#events)
      }
      return this.#events
    })
  }
}
