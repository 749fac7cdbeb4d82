import type { Position, Revision, StreamId } from '@jianwei/events/envelope.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import { idPrefix } from '#/log/id-prefix.ts'
import type { SqlStatement, SqliteDatabase } from '#/log/sqlite-database.ts'

export interface StreamHead {
  readonly revision: Revision
  readonly position: Position
}

/**
 * Index entries of consecutive events, in memory: what the tables of the index may not hold yet.
 */
export interface Generation {
  /** In the order of the log. */
  readonly positions: Map<EventId, Position>
  /** Of each stream its last event in this generation. */
  readonly heads: Map<StreamId, StreamHead>
  /** Of each fact that was corrected or retracted in this generation, where. */
  readonly amendments: Map<FactId, Position[]>
}

export function emptyGeneration(): Generation {
  return { positions: new Map(), heads: new Map(), amendments: new Map() }
}

/** More than a generation holds: each event's number within it fits below. */
const OFFSETS = 2 ** 20

/**
 * Moves a generation into the tables of the index, some entries at a time, in the order of the
 * tables' keys. Ids are random, so single insertions would dirty a page each; in order, entries
 * that share a page are written with it.
 */
export class GenerationSettling {
  readonly #generation: Generation
  /** The generation's last event. */
  readonly to: Position
  readonly #ids: readonly EventId[]
  /** The prefix of the id and, below, its number in `#ids`: sorts fast, as numbers. */
  readonly #order: Float64Array
  readonly #streams: readonly StreamId[]
  readonly #insertPosition: SqlStatement
  readonly #insertHead: SqlStatement
  /** By the prefix of the fact's id. Few beside the events. */
  readonly #amendments: readonly (readonly [number, Position])[]
  readonly #insertAmendment: SqlStatement
  #positionsDone = 0
  #headsDone = 0
  #amendmentsDone = 0

  constructor(database: SqliteDatabase, generation: Generation, to: Position) {
    this.#generation = generation
    this.to = to
    this.#ids = [...generation.positions.keys()]
    this.#order = Float64Array.from(
      this.#ids,
      (id, number) => idPrefix(id) * OFFSETS + number,
    ).sort()
    this.#streams = [...generation.heads.keys()].sort()
    this.#amendments = [...generation.amendments]
      .flatMap(([factId, positions]) =>
        positions.map((position) => [idPrefix(factId), position] as const),
      )
      .sort(([one], [other]) => one - other)
    this.#insertAmendment = database.prepare(
      'INSERT INTO fact_amendments VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    // Another process may have settled the same events, or later ones.
    this.#insertPosition = database.prepare(
      'INSERT INTO event_places VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    this.#insertHead = database.prepare(`
      INSERT INTO stream_heads VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET revision = excluded.revision, position = excluded.position
      WHERE excluded.position > stream_heads.position`)
  }

  get isDone(): boolean {
    return (
      this.#positionsDone === this.#ids.length &&
      this.#headsDone === this.#streams.length &&
      this.#amendmentsDone === this.#amendments.length
    )
  }

  /** Inside a writing transaction. */
  advance(entriesMax: number): void {
    const positionsEnd = Math.min(this.#positionsDone + entriesMax, this.#ids.length)
    const headsEnd = Math.min(
      this.#headsDone + entriesMax - (positionsEnd - this.#positionsDone),
      this.#streams.length,
    )
    const left = entriesMax - (positionsEnd - this.#positionsDone) - (headsEnd - this.#headsDone)
    const amendmentsEnd = Math.min(this.#amendmentsDone + left, this.#amendments.length)
    for (; this.#positionsDone < positionsEnd; this.#positionsDone++)
      this.#settlePosition(this.#positionsDone)
    for (; this.#headsDone < headsEnd; this.#headsDone++) this.#settleHead(this.#headsDone)
    // Numbers below the length of the array.
    for (; this.#amendmentsDone < amendmentsEnd; this.#amendmentsDone++)
      this.#insertAmendment.run(...this.#amendments[this.#amendmentsDone]!)
  }

  #settlePosition(at: number): void {
    // Numbers below the lengths of the arrays, and keys of the maps they were taken from.
    const key = this.#order[at]!
    this.#insertPosition.run(
      Math.floor(key / OFFSETS),
      this.#generation.positions.get(this.#ids[key % OFFSETS]!)!,
    )
  }

  #settleHead(at: number): void {
    // As above.
    const stream = this.#streams[at]!
    const head = this.#generation.heads.get(stream)!
    this.#insertHead.run(stream, head.revision, head.position)
  }
}
