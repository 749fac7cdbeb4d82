/**
 * Conditions on one event, as rules write them:
 *
 *     where:
 *       all:
 *         - { field: data.fine_cents, gte: 1000000 }
 *         - { field: data.penalty_types, contains: '04' }
 *         - { field: data.title, includes: 理财 }
 *         - not: { field: region, starts_with: '3301' }
 *
 * Beside the fields of the event itself, `subject.region`, `subject.category.code` and others speak
 * of the subject as it was when the event happened (`subject-fields.ts`).
 *
 * A comparison holds only if the field is there and holds a value of the comparison's type: nothing
 * is converted, a missing or null field equals nothing, and `not` is plain negation.
 * `filter-predicate.ts` and `filter-sql.ts` give the same answer for every event; a property test
 * holds them to it.
 */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter }
  | Comparison

export type Comparison = { readonly field: string } & (
  | { readonly eq: Scalar }
  | { readonly in: readonly Scalar[] }
  /** Numbers by value; dates and instants by time. */
  | { readonly gt: number | string }
  | { readonly gte: number | string }
  | { readonly lt: number | string }
  | { readonly lte: number | string }
  | { readonly starts_with: string }
  /** The text has this somewhere in it. */
  | { readonly includes: string }
  /** The list has this element. */
  | { readonly contains: string | number }
  /** Whether the field is there and not null. */
  | { readonly exists: boolean }
)

export type Scalar = string | number | boolean

export const RANGE_OPERATORS = ['gt', 'gte', 'lt', 'lte'] as const

/** The facts a rule looks at. */
export interface Selection {
  readonly events: readonly string[]
  readonly where?: Filter
}
