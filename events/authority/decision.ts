import type { AuthoritySource } from '#/authority/events.ts'
import { regionContains, type RegionId } from '#/identifiers/region-id.ts'

/** Where a statement about a subject comes from. */
export interface StatementOrigin {
  readonly source: string
  /** Of the fact that states it. */
  readonly region: string | null
}

/**
 * How high a statement stands: the first entry that is about it counts, and a greater number is
 * higher. 0 where none is, and for all where there is no order.
 */
export function rankOf(
  sources: readonly AuthoritySource[],
  { source, region }: StatementOrigin,
): number {
  const index = sources.findIndex(
    (entry) =>
      entry.source === source &&
      (entry.regions === undefined ||
        // What is no region of the table lies in none of them.
        (region !== null && entry.regions.some((one) => regionContains(one, region as RegionId)))),
  )
  return index === -1 ? 0 : sources.length - index
}

/** A statement that may decide: where it comes from, and its place among those of one height. */
export interface Statement extends StatementOrigin {
  readonly second: number
  readonly fact_id: string
}

/**
 * The statement that decides: of the highest that there are, the latest; of several in one second,
 * that with the greatest fact id. Undefined where there is none. The order in which statements
 * came, and how often, changes nothing.
 */
export function decidingStatement<One extends Statement>(
  sources: readonly AuthoritySource[],
  statements: readonly One[],
): One | undefined {
  let deciding: { readonly rank: number; readonly one: One } | undefined
  for (const one of statements) {
    const rank = rankOf(sources, one)
    if (deciding === undefined || isAbove({ rank, one }, deciding)) deciding = { rank, one }
  }
  return deciding?.one
}

interface Ranked {
  readonly rank: number
  readonly one: Statement
}

function isAbove(a: Ranked, b: Ranked): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank
  if (a.one.second !== b.one.second) return a.one.second > b.one.second
  return a.one.fact_id > b.one.fact_id
}
