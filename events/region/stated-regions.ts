import { SHIPPED_REGIONS, type RegionSpan, type RegionTable } from '#/identifiers/region-spans.ts'
import type { RegionStated } from '#/region/events.ts'

/** By code, what was said of it last. */
export type StatedRegions = ReadonlyMap<string, RegionStated>

export const NOTHING_STATED: StatedRegions = new Map()

/** A statement takes the place of all that was said of its code before. */
export function withStatement(stated: StatedRegions, statement: RegionStated): StatedRegions {
  return new Map(stated).set(statement.code, statement)
}

/** The table of the program with what the log says instead and besides. */
export function regionTableWith(stated: StatedRegions): RegionTable {
  if (stated.size === 0) return SHIPPED_REGIONS
  const spans = new Map<string, readonly RegionSpan[] | undefined>()
  for (const [code, { kind, periods }] of stated) {
    const own = periods.map(({ name, valid_from, valid_to, successors }): RegionSpan => ({
      name,
      kind,
      from: valid_from,
      to: valid_to,
      successors,
    }))
    spans.set(code, own.length === 0 ? SHIPPED_REGIONS.spans(code) : own)
  }
  return {
    spans: (code) => (spans.has(code) ? spans.get(code) : SHIPPED_REGIONS.spans(code)),
    *codes() {
      yield* SHIPPED_REGIONS.codes()
      for (const [code, own] of spans)
        if (own !== undefined && SHIPPED_REGIONS.spans(code) === undefined) yield code
    },
  }
}
