/** What an address keeps of a search: facets and times. What is typed stands in none. */
export interface HistorySearch {
  readonly event_type?: readonly string[]
  readonly source?: readonly string[]
  readonly region?: readonly string[]
  readonly department?: readonly string[]
  readonly occurred_since?: string
  readonly occurred_until?: string
  readonly recorded_since?: string
  readonly recorded_until?: string
}

export const LISTS = ['event_type', 'source', 'region', 'department'] as const
export type ListName = (typeof LISTS)[number]
export const TIMES = [
  'occurred_since',
  'occurred_until',
  'recorded_since',
  'recorded_until',
] as const
export type TimeName = (typeof TIMES)[number]

/** The server takes no more values of one facet. */
const VALUES_MAX = 50

/** What is no facet and no time is left out; one value alone counts as a list of it. */
export function historySearchOf(search: Readonly<Record<string, unknown>>): HistorySearch {
  const lists = LISTS.flatMap((name) => {
    const values = textsOf(search[name]).slice(0, VALUES_MAX)
    return values.length === 0 ? [] : [[name, values] as const]
  })
  const times = TIMES.flatMap((name) => {
    const instant = instantOf(search[name])
    return instant === undefined ? [] : [[name, instant] as const]
  })
  return Object.fromEntries<string | readonly string[]>([...lists, ...times])
}

/** With a value of a facet where it was not chosen, without it where it was. */
export function toggled(search: HistorySearch, name: ListName, value: string): HistorySearch {
  const { [name]: chosen = [], ...rest } = search
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  return next.length === 0 ? rest : { ...rest, [name]: next }
}

export function withTime(
  search: HistorySearch,
  name: TimeName,
  instant: string | undefined,
): HistorySearch {
  const { [name]: _before, ...rest } = search
  return instant === undefined ? rest : { ...rest, [name]: instant }
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  // A region in an address reads as a number.
  return values.flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' ? [String(one)] : [],
  )
}

function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
