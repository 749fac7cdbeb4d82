import { streamOf, type Position, type RecordedEvent } from '@jianwei/events/envelope.ts'
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

/** One table, so that what lies in each other is decided over together. */
export const REGION_TABLE = 'table'
const REGIONS_STREAM = streamOf('regions', REGION_TABLE)
const BATCH_EVENTS_MAX = 5_000

type RegionLog = Pick<EventLog, 'checkpointAt' | 'follow' | 'head' | 'read'>

/** A statement as the log holds it. */
export interface KnownStatement {
  readonly said: RegionStated
  readonly position: Position
  readonly recorded_at: Instant
}

/** The table of regions as the log has it: each event is read once. */
export class RegionBook {
  readonly #log: RegionLog
  readonly #turns = new Turns()
  #statements: readonly KnownStatement[] = []
  #table = regionTableWith(NOTHING_STATED)
  /** Undefined until the stream was read. */
  #checkpoint: Checkpoint | 'start' | undefined
  #head = -1

  constructor(log: RegionLog) {
    this.#log = log
  }

  /** With everything that the log holds now. */
  table(): Promise<RegionTable> {
    return this.#turns.take(async () => {
      await this.#catchUp()
      return this.#table
    })
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
    if (head === this.#head) return
    const found: KnownStatement[] = []
    if (this.#checkpoint === undefined) {
      for await (const event of this.#log.read(REGIONS_STREAM)) found.push(statementOf(event))
    } else {
      const following = this.#log.follow(this.#checkpoint, {
        signal: new AbortController().signal,
        batch_events_max: BATCH_EVENTS_MAX,
        until: head,
        types: [RegionStated.type],
      })
      for await (const { events } of following) found.push(...events.map(statementOf))
    }
    this.#checkpoint = await this.#log.checkpointAt(head)
    this.#head = head
    const known = this.#statements.at(-1)?.position ?? 0
    const more = found.filter(({ position }) => position > known)
    if (more.length === 0) return
    this.#statements = [...this.#statements, ...more]
    this.#table = regionTableWith(statedBy(this.#statements))
  }
}

/** What holds after statements, oldest first. */
export function statedBy(statements: Iterable<KnownStatement>): StatedRegions {
  let stated = NOTHING_STATED
  for (const { said } of statements) stated = withStatement(stated, said)
  return stated
}

function statementOf({ data, position, recorded_at }: RecordedEvent): KnownStatement {
  // Only events of this type are read, and the catalogue parsed them.
  return { said: data as unknown as RegionStated, position, recorded_at }
}
