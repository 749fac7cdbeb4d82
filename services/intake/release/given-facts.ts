import type { FactId } from '@jianwei/events/identity.ts'
import { factIdOf } from '@jianwei/events/fact.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { keyOf } from '#/intake/file-memory.ts'
import type { Reading } from '#/intake/reading.ts'

/**
 * The facts that the rows of a release speak of, also those of which they could not be read: what
 * is in none of them is gone.
 */
export class GivenFacts {
  readonly #scratch: ScratchMemory
  #withoutId = 0

  constructor(scratch: ScratchMemory) {
    this.#scratch = scratch
  }

  add(reading: Reading): void {
    if (reading.ok) for (const { event_id } of reading.events) this.#add(event_id)
    else if (reading.facts === undefined) this.#withoutId += 1
    else for (const fact of reading.facts) this.#add(factIdOf(fact))
  }

  has(factId: FactId): boolean {
    return this.#scratch.get(keyOf(factId)) !== undefined
  }

  /** Rows of which nobody can tell which facts they speak of. */
  get rows_without_id(): number {
    return this.#withoutId
  }

  #add(factId: FactId): void {
    this.#scratch.set(keyOf(factId), 1n)
  }
}
