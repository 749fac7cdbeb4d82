import { regionPrefix } from '@jianwei/events/identifiers/region-code.ts'
import { isRegionCode } from '@jianwei/events/identifiers/region-id.ts'
import type { KnownFeed } from '#/rules/feeds/statements-as-known.ts'
import { joined, list, sql, type Sql } from '#/sql.ts'

/**
 * The numbers, from 1, of those entries that speak of a duty's `department` or `region`, in their
 * order. Departments and regions stand in lists of literals, which the engine takes as one element
 * of a statement each, however many there are.
 */
export function numbersInScopeSql(feeds: readonly KnownFeed[]): Sql {
  const everybody: number[] = []
  const departments: NumbersByText = new Map()
  const places: NumbersByText = new Map()
  const prefixes = new Map<number, NumbersByText>()
  for (const [index, feed] of feeds.entries()) {
    const number = index + 1
    if (feed.departments === undefined && feed.regions === undefined) everybody.push(number)
    for (const department of feed.departments ?? []) add(departments, department, number)
    for (const region of feed.regions ?? []) {
      if (!isRegionCode(region)) {
        add(places, region, number)
        continue
      }
      const prefix = regionPrefix(region)
      const ofLength: NumbersByText = prefixes.get(prefix.length) ?? new Map()
      prefixes.set(prefix.length, ofLength)
      add(ofLength, prefix, number)
    }
  }
  const parts = [
    ...(everybody.length === 0 ? [] : [sql`[${list(everybody)}]`]),
    ...numbersOfSql(sql`toString(department)`, departments),
    ...numbersOfSql(sql`toString(region)`, places),
    ...[...prefixes].flatMap(([length, ofLength]) =>
      numbersOfSql(
        length === 0
          ? // The whole country has every code, and no place in another numbering.
            sql`if(region != '' AND position(region, ':') = 0, '', '-')`
          : sql`substring(toString(region), 1, ${length})`,
        ofLength,
      ),
    ),
  ]
  const none = sql`CAST([], 'Array(UInt32)')`
  return sql`arraySort(arrayDistinct(arrayConcat(${joined([none, ...parts])})))`
}

type NumbersByText = Map<string, number[]>

function add(to: NumbersByText, text: string, number: number): void {
  const numbers = to.get(text)
  if (numbers === undefined) to.set(text, [number])
  else numbers.push(number)
}

/** The numbers of a text; none for a text that is not among them. */
function numbersOfSql(text: Sql, numbers: NumbersByText): readonly Sql[] {
  if (numbers.size === 0) return []
  const lists = joined([...numbers.values()].map((of) => sql`[${list(of)}]`))
  const found = sql`indexOf([${list([...numbers.keys()])}], ${text})`
  return [sql`[${lists}][${found}]`]
}
