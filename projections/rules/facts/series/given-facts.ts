import { fieldReader } from '#/rules/facts/field-value.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'

/** Columns over facts that are objects. */
export class GivenFacts<Fact extends FactAlone = FactAlone> implements FactColumns {
  readonly length: number
  readonly seconds: Float64Array
  readonly types: readonly string[]
  readonly type_numbers: Uint16Array
  readonly #facts: readonly Fact[]

  /** Facts in any order. */
  constructor(facts: readonly Fact[]) {
    this.#facts = areInOrder(facts) ? facts : facts.toSorted(compareFacts)
    this.length = facts.length
    this.seconds = new Float64Array(facts.length)
    this.type_numbers = new Uint16Array(facts.length)
    const types: string[] = []
    for (let place = 0; place < facts.length; place += 1) {
      const { second, content } = this.factAt(place)
      this.seconds[place] = second
      // A subject has facts of few types.
      let number = types.indexOf(content.type)
      if (number === -1) number = types.push(content.type) - 1
      this.type_numbers[place] = number
    }
    this.types = types
  }

  valueAt(place: number, path: string): unknown {
    return fieldReader(path)(this.factAt(place))
  }

  statedAt(place: number, name: string): unknown {
    return this.factAt(place).content.data[name]
  }

  factAt(place: number): Fact {
    const fact = this.#facts[place]
    if (fact === undefined) throw new RangeError(`no fact at place ${place}`)
    return fact
  }
}

export function areInOrder(facts: readonly FactAlone[]): boolean {
  for (let place = 1; place < facts.length; place += 1)
    if (compareFacts(facts[place - 1]!, facts[place]!) > 0) return false
  return true
}

/** Ids are of ASCII, of which the order of code units is that of the engine's bytes. */
export function compareFacts(a: FactAlone, b: FactAlone): number {
  if (a.second !== b.second) return a.second - b.second
  return a.fact_id < b.fact_id ? -1 : 1
}
