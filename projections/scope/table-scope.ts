import type { PlaceColumns } from '#/scope/scope-sql.ts'
import type { Sql } from '#/sql.ts'

/** Who may see the rows of a table. Every table says it (`all-projections.ts`). */
export type TableScope =
  | {
      readonly seen_by: 'whose scope they lie in'
      /** Over the columns of the table, and of tables that say their scope themselves. */
      readonly where: (scoped: Scoped) => Sql
    }
  | { readonly seen_by: 'everybody'; readonly because: string }
  | { readonly seen_by: 'those without limits'; readonly because: string }

/** The scope of who asks, for the conditions of tables. */
export interface Scoped {
  /** Whether a row lies in the scope, by these columns. */
  readonly within: (columns: PlaceColumns) => Sql
  /** Whether a grant names a domain: where none does, rules need not be looked at. */
  readonly limits_domains: boolean
}

export function withinScope(where: (scoped: Scoped) => Sql): TableScope {
  return { seen_by: 'whose scope they lie in', where }
}

export function seenByEverybody(because: string): TableScope {
  return { seen_by: 'everybody', because }
}

export function seenWithoutLimits(because: string): TableScope {
  return { seen_by: 'those without limits', because }
}
