import type { FastifyRequest } from 'fastify'
import { seesEverything, type Scope } from '@jianwei/events/access/scope.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { foreignAmong, idsIn } from '#/server/foreign-ids.ts'

/** So many ids are asked about in one statement. */
const IDS_A_QUESTION = 5_000

/**
 * Which ids of an answer must not be shown to who asks. A rule looks at everything, so that a
 * warning or an alert that somebody may see can rest on facts that they may not.
 */
export class Withheld {
  readonly #foreign: ReadonlySet<string>

  constructor(foreign: ReadonlySet<string>) {
    this.#foreign = foreign
  }

  has(id: string): boolean {
    return this.#foreign.has(id)
  }

  /** Those that may be shown, and how many may not. */
  of(ids: readonly string[]): { readonly shown: string[]; readonly withheld: number } {
    const shown = ids.filter((id) => !this.has(id))
    return { shown, withheld: ids.length - shown.length }
  }

  /** The id where it may be shown, else null. */
  shown(id: string | null): string | null {
    return id === null || this.has(id) ? null : id
  }

  /** A copy of data without them, however deep: left out of lists, null elsewhere. */
  within(data: Readonly<Record<string, unknown>>): {
    readonly data: Record<string, unknown>
    readonly withheld: number
  } {
    if (this.#foreign.size === 0) return { data: { ...data }, withheld: 0 }
    let withheld = 0
    const isWithheld = (value: unknown): boolean => {
      const is = typeof value === 'string' && this.has(value)
      if (is) withheld += 1
      return is
    }
    const copyOf = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.filter((one) => !isWithheld(one)).map(copyOf)
      if (typeof value === 'object' && value !== null) return copyOfFields(value)
      return isWithheld(value) ? null : value
    }
    const copyOfFields = (fields: object): Record<string, unknown> =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, copyOf(value)]))
    return { data: copyOfFields(data), withheld }
  }
}

/**
 * What of the ids that stand anywhere in `values` lies beyond the scope of who asks. `scope`: where
 * it is not that of the roles with files.
 */
export async function withheldFrom(
  request: FastifyRequest,
  warehouse: Warehouse,
  values: readonly unknown[],
  scope: Scope = request.scope,
): Promise<Withheld> {
  if (seesEverything(scope)) return new Withheld(new Set())
  const ids = [...new Set(idsIn(values))]
  const foreign = new Set<string>()
  for (let from = 0; from < ids.length; from += IDS_A_QUESTION) {
    const some = ids.slice(from, from + IDS_A_QUESTION)
    for (const id of (await foreignAmong(request, warehouse, some, scope)).keys()) foreign.add(id)
  }
  return new Withheld(foreign)
}
