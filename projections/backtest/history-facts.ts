import type { FactContent } from '@jianwei/events/fact.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { subjectIdAt, type HistoryRows } from '#/backtest/history-rows.ts'
import { textOfCode } from '#/ports/column-block.ts'
import { factIdAt } from '#/rules/facts/fact-id-bytes.ts'
import { fieldReader } from '#/rules/facts/field-value.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'

/**
 * Versions of one subject's facts, each a row of a block. Nothing of a row is read before somebody
 * asks for it.
 */
export class HistoryFacts implements FactColumns {
  readonly length: number
  readonly seconds: Float64Array
  readonly types: readonly string[]
  readonly type_numbers: Uint16Array
  readonly #rows: HistoryRows
  readonly #order: readonly number[]
  #subject_id: string | undefined

  /** `order`: the rows in canonical order. */
  constructor(rows: HistoryRows, order: readonly number[]) {
    this.#rows = rows
    this.#order = order
    this.length = order.length
    this.types = rows.event_types.texts
    this.seconds = new Float64Array(order.length)
    this.type_numbers = new Uint16Array(order.length)
    const { occurred_ms } = rows
    const { codes } = rows.event_types
    for (let place = 0; place < order.length; place += 1) {
      const row = order[place]!
      this.seconds[place] = Math.floor(occurred_ms[row]! / 1_000)
      this.type_numbers[place] = codes[row]!
    }
  }

  valueAt(place: number, path: string): unknown {
    if (path.startsWith('data.')) return this.#rows.fields.valueAt(this.#order[place]!, path)
    return fieldReader(path)(this.factAt(place))
  }

  statedAt(place: number, name: string): unknown {
    return this.#rows.fields.saidAt(this.#order[place]!, name)
  }

  factAt(place: number): FactAlone {
    return new HistoryFact(this, place)
  }

  get subject_id(): string {
    this.#subject_id ??= subjectIdAt(this.#rows, this.#order[0]!)
    return this.#subject_id
  }

  factIdAt(place: number): string {
    return factIdAt(this.#rows.fact_ids, this.#order[place]!)
  }

  sourceAt(place: number): string {
    return textOfCode(this.#rows.sources, this.#order[place]!)
  }

  regionAt(place: number): string | null {
    return textOfCode(this.#rows.regions, this.#order[place]!) || null
  }

  departmentAt(place: number): string | null {
    return textOfCode(this.#rows.departments, this.#order[place]!) || null
  }

  occurredAt(place: number): Instant {
    return instantFromMs(this.#rows.occurred_ms[this.#order[place]!]!)
  }
}

/** A fact whose parts are read where somebody asks for them. */
class HistoryFact implements FactAlone, FactContent {
  readonly #facts: HistoryFacts
  readonly #place: number

  constructor(facts: HistoryFacts, place: number) {
    this.#facts = facts
    this.#place = place
  }

  field_value(path: string): unknown {
    return this.#facts.valueAt(this.#place, path)
  }

  get fact_id(): string {
    return this.#facts.factIdAt(this.#place)
  }

  get subject_id(): string {
    return this.#facts.subject_id
  }

  get source(): string {
    return this.#facts.sourceAt(this.#place)
  }

  get second(): number {
    return this.#facts.seconds[this.#place]!
  }

  get content(): FactContent {
    return this
  }

  get type(): string {
    return this.#facts.types[this.#facts.type_numbers[this.#place]!]!
  }

  get occurred_at(): Instant {
    return this.#facts.occurredAt(this.#place)
  }

  get region(): string | null {
    return this.#facts.regionAt(this.#place)
  }

  get department(): string | null {
    return this.#facts.departmentAt(this.#place)
  }

  /** Throws TypeError: of the data only fields are read. */
  get data(): FactContent['data'] {
    throw new TypeError('history holds fields of the data, and not the data')
  }
}
