import { keepFields } from '#/evaluation/keep-fields.ts'
import { columnsNamedBy } from '#/rules/compiler/asked-fields.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { Rule } from '#/rules/rule.ts'
import { QueryAborted, WarehouseError } from '#/warehouse-error.ts'

/** What is left of filling the fields that rules name. */
export interface FieldsKeptView {
  /** Fields of which some facts are still to be filled. */
  readonly unfilled: number
  /** Parts of the table that the engine has still to go through. */
  readonly parts_left: number
  /** Why fields are not filled, where something is in the way. */
  readonly problem: string | null
}

/** How often a fill that goes on, or cannot begin, is looked at. */
const LOOK_MS = 10_000

/**
 * Has the fields kept that rules name, as rules come: a rule that names a new one has it filled
 * once. Rules are right meanwhile, and where nothing can be filled. What is in the way is told, and
 * tried again later.
 */
export class FieldsKept {
  readonly #warehouse: Pick<Warehouse, 'query' | 'execute'>
  readonly #now: () => number
  readonly #wanted = new Set<string>()
  #looked = Number.NEGATIVE_INFINITY
  #view: FieldsKeptView = { unfilled: 0, parts_left: 0, problem: null }

  /** `now`: milliseconds since some moment. */
  constructor(warehouse: Pick<Warehouse, 'query' | 'execute'>, now: () => number) {
    this.#warehouse = warehouse
    this.#now = now
  }

  get view(): FieldsKeptView {
    return this.#view
  }

  /** Rules that were given once stay wanted: a field that was filled is kept from then on. */
  async follow(rules: readonly Rule[]): Promise<void> {
    const before = this.#wanted.size
    for (const rule of rules) for (const name of columnsNamedBy(rule)) this.#wanted.add(name)
    const isNew = this.#wanted.size > before
    const isDone = this.#view.unfilled === 0 && this.#view.problem === null
    if (!isNew && (isDone || this.#now() - this.#looked < LOOK_MS)) return
    this.#looked = this.#now()
    this.#view = await this.#keep()
  }

  async #keep(): Promise<FieldsKeptView> {
    try {
      const fill = await keepFields(this.#warehouse, this.#wanted)
      return {
        unfilled: fill.columns.length,
        parts_left: fill.parts_left,
        problem: fill.problem,
      }
    } catch (error) {
      if (!(error instanceof WarehouseError) || error instanceof QueryAborted) throw error
      return { ...this.#view, unfilled: this.#wanted.size, problem: error.message }
    }
  }
}
