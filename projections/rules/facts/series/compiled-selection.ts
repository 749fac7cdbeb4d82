import type { Comparison, Filter, Scalar, Selection } from '#/rules/language/filter.ts'

/** What a filter looks at: values of fields of the fact at a place. */
export interface ValuesAt {
  readonly valueAt: (place: number, path: string) => unknown
}

export type PlacePredicate = (facts: ValuesAt, place: number) => boolean

/** A selection, ready for many facts. `selects` says the same, fact by fact. */
export interface CompiledSelection {
  /** Each once. */
  readonly events: readonly string[]
  /** Null where the type says all. */
  readonly holds: PlacePredicate | null
}

/**
 * The compiled form of a selection, worked out once. Selections of the same content have one, so
 * that what many rules select is looked for once.
 */
export function compiledSelection(selection: Selection): CompiledSelection {
  const known = COMPILED.get(selection)
  if (known !== undefined) return known
  const text = JSON.stringify([selection.events, selection.where ?? null])
  const same = BY_CONTENT.get(text)
  const compiled = same ?? {
    events: [...new Set(selection.events)],
    holds: selection.where === undefined ? null : compiledFilter(selection.where),
  }
  if (same === undefined && BY_CONTENT.size >= BY_CONTENT_MAX) BY_CONTENT.clear()
  BY_CONTENT.set(text, compiled)
  COMPILED.set(selection, compiled)
  return compiled
}

const COMPILED = new WeakMap<Selection, CompiledSelection>()
const BY_CONTENT = new Map<string, CompiledSelection>()
/** More than all rules in force together have; beyond it equal ones are looked for twice. */
const BY_CONTENT_MAX = 10_000

/** `holdsWhere`, for many facts. */
export function compiledFilter(filter: Filter): PlacePredicate {
  if ('all' in filter) {
    const parts = filter.all.map(compiledFilter)
    return (facts, place) => {
      for (const part of parts) if (!part(facts, place)) return false
      return true
    }
  }
  if ('any' in filter) {
    const parts = filter.any.map(compiledFilter)
    return (facts, place) => {
      for (const part of parts) if (part(facts, place)) return true
      return false
    }
  }
  if ('not' in filter) {
    const part = compiledFilter(filter.not)
    return (facts, place) => !part(facts, place)
  }
  const { field } = filter
  const accepts = compiledComparison(filter)
  return (facts, place) => accepts(facts.valueAt(place, field))
}

/** `compares`, for many values. */
function compiledComparison(comparison: Comparison): (value: unknown) => boolean {
  if ('eq' in comparison) {
    const { eq } = comparison
    return (value) => value === eq
  }
  if ('in' in comparison) {
    const among = new Set<unknown>(comparison.in)
    return comparison.in.length > FEW
      ? (value) => among.has(value)
      : (value) => comparison.in.includes(value as Scalar)
  }
  if ('gt' in comparison) {
    const { gt } = comparison
    return (value) => isComparable(value, gt) && value > gt
  }
  if ('gte' in comparison) {
    const { gte } = comparison
    return (value) => isComparable(value, gte) && value >= gte
  }
  if ('lt' in comparison) {
    const { lt } = comparison
    return (value) => isComparable(value, lt) && value < lt
  }
  if ('lte' in comparison) {
    const { lte } = comparison
    return (value) => isComparable(value, lte) && value <= lte
  }
  if ('starts_with' in comparison) {
    const { starts_with } = comparison
    return (value) => typeof value === 'string' && value.startsWith(starts_with)
  }
  if ('includes' in comparison) {
    const { includes } = comparison
    return (value) => typeof value === 'string' && value.includes(includes)
  }
  if ('contains' in comparison) {
    const { contains } = comparison
    return (value) => Array.isArray(value) && value.includes(contains)
  }
  const { exists } = comparison
  return (value) => (value !== undefined) === exists
}

const FEW = 8

/** Nothing is converted: numbers are compared with numbers, and texts with texts. */
function isComparable(value: unknown, operand: number | string): value is number | string {
  return typeof value === typeof operand
}
