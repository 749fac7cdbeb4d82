import type { RegionCode } from '#/identifiers/region-code.ts'
import { regionContains, type RegionId } from '#/identifiers/region-id.ts'

/**
 * What somebody may see: what lies within at least one of the alternatives. None: nothing. Each
 * comes of a role that was granted (`services/access/scope.ts`).
 */
export type Scope = readonly ScopeAlternative[]

/** What is null is not limited. */
export interface ScopeAlternative {
  /** A region and all that lies within it. */
  readonly region: string | null
  /** Of a rule: who is responsible for it (`owner` in its text). */
  readonly domain: string | null
  /** Whose fact it is, as its event names the department. */
  readonly department: string | null
}

/** Where a row lies: a fact, a warning, an alert. */
export interface ScopedRow {
  /** Null where nobody said where it lies: then only those see it whose region is not limited. */
  readonly region: string | null
  /** As `region`. */
  readonly department: string | null
  /**
   * Of the rule that speaks in the row. Absent in rows that no rule made, such as facts: a domain
   * does not limit those.
   */
  readonly domain?: string | null
  /**
   * Of an alert: the unit in whose queue it is, and those that were asked to take part. Whose
   * department one of them is sees it wherever it lies.
   */
  readonly addressees?: readonly string[]
}

/**
 * What has to hold of a row. The one meaning of a scope: `holds` reads it in memory, and
 * `projections/scope` writes it as SQL.
 */
export type ScopeCondition =
  | { readonly is: 'any'; readonly of: readonly ScopeCondition[] }
  | { readonly is: 'all'; readonly of: readonly ScopeCondition[] }
  | { readonly is: 'in region'; readonly region: string }
  | { readonly is: 'of domain'; readonly domain: string }
  | { readonly is: 'of department'; readonly department: string }
  | { readonly is: 'addressed to'; readonly department: string }

export const SEES_NOTHING: Scope = []
export const SEES_EVERYTHING: Scope = [{ region: null, domain: null, department: null }]

/** Whether the scope has no limits at all. */
export function seesEverything(scope: Scope): boolean {
  return scope.some(
    ({ region, domain, department }) => region === null && domain === null && department === null,
  )
}

export function conditionOf(scope: Scope): ScopeCondition {
  return { is: 'any', of: scope.map((one) => ({ is: 'all', of: limitsOf(one) })) }
}

function limitsOf({ region, domain, department }: ScopeAlternative): readonly ScopeCondition[] {
  const place: readonly ScopeCondition[] = [
    ...(region === null ? [] : [{ is: 'in region', region } as const]),
    ...(department === null ? [] : [{ is: 'of department', department } as const]),
  ]
  const addressed: readonly ScopeCondition[] =
    department === null ? [] : [{ is: 'addressed to', department }]
  return [
    ...(domain === null ? [] : [{ is: 'of domain', domain } as const]),
    { is: 'any', of: [{ is: 'all', of: place }, ...addressed] },
  ]
}

/** Whether the row may be seen. */
export function isWithin(scope: Scope, row: ScopedRow): boolean {
  return holds(conditionOf(scope), row)
}

function holds(condition: ScopeCondition, row: ScopedRow): boolean {
  switch (condition.is) {
    case 'any':
      return condition.of.some((one) => holds(one, row))
    case 'all':
      return condition.of.every((one) => holds(one, row))
    case 'in region':
      return isInRegion(condition.region, row.region)
    case 'of domain':
      return row.domain === undefined || row.domain === condition.domain
    case 'of department':
      return row.department === condition.department
    case 'addressed to':
      return row.addressees?.includes(condition.department) === true
  }
}

/** A grant may also name a part of a code (`3302`): it is taken as the prefix it is. */
function isInRegion(outer: string, inner: string | null): boolean {
  // Both are regions by the events that name them; a part of a code compares by prefix as one does.
  return inner !== null && inner !== '' && regionContains(outer as RegionId, inner as RegionCode)
}
