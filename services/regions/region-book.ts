import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import { RegionStated } from '@jianwei/events/region/events.ts'
import {
  NOTHING_STATED,
  regionTableWith,
  withStatement,
  type StatedRegions,
} from '@jianwei/events/region/stated-regions.ts'
import { Turns } from '#/lifecycle/turns.ts'

const BATCH_EVENTS_MAX = 5_000

/** A statement as the log holds it. */
export interface KnownStatement {
  readonly said: RegionStated
  readonly recorded_at: Instant
}

/** The table of regions as the log has it: each event is read once. */
export class RegionBook {
  readonly #log: Pick<EventLog, 'follow' | 'head'>
  readonly #turns = new Turns()
  #statements: readonly KnownStatement[] = []
  #table = regionTableWith(NOTHING_STATED)
  #checkpoint: Checkpoint | 'start' = 'start'
  #position = 0

  constructor(log: Pick<EventLog, 'follow' | 'head'>) {
    this.#log = log
  }

  /** With everything that the log holds now. */
  table(): Promise<RegionTable> {
    return this.#turns.take(async () => {
      await this.#catchUp()
      return this.#table
    })
  }

  /** As of the last time that somebody asked the log. */
  get lastTable(): RegionTable {
    return this.#table
  }

  /** What was stated of each code last, as it was known at a time; now where none is given. */
  async statements(at?: Instant): Promise<ReadonlyMap<string, KnownStatement>> {
    await this.table()
    const known = this.#statements.filter(
      ({ recorded_at }) => at === undefined || recorded_at <= at,
    )
    return new Map(known.map((one) => [one.said.code, one]))
  }

  async #catchUp(): Promise<void> {
    const head = await this.#log.head()
    if (head === this.#position) return
    const batches = this.#log.follow(this.#checkpoint, {
      signal: new AbortController().signal,
      batch_events_max: BATCH_EVENTS_MAX,
      until: head,
      types: [RegionStated.type],
    })
    const found: KnownStatement[] = []
    for await (const { events, checkpoint } of batches) {
      found.push(...events.map(statementOf))
      this.#checkpoint = checkpoint
    }
    this.#position = head
    if (found.length === 0) return
    this.#statements = [...this.#statements, ...found]
    this.#table = regionTableWith(statedBy(this.#statements))
  }
}

/** What holds after statements, oldest first. */
export function statedBy(statements: Iterable<KnownStatement>): StatedRegions {
  let stated = NOTHING_STATED
  for (const { said } of statements) stated = withStatement(stated, said)
  return stated
}

function statementOf({ data, recorded_at }: RecordedEvent): KnownStatement {
  // Only events of this type are read, and the catalogue parsed them.
  return { said: data as unknown as RegionStated, recorded_at }
}
